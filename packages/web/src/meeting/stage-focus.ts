import type { Rect } from "./layout.ts";

/** Which way each arrow key leads, in screen coordinates. */
const WAYS: { readonly [key: string]: { readonly x: number; readonly y: number } } = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Straight ahead is nearer than sideways. */
const ASIDE = 2;

/** The tile that a pressed key leads to from another; null: none, or it is no arrow key. */
export function tileTowards(
  pressed: string,
  from: string,
  places: ReadonlyMap<string, Rect>,
): string | null {
  const way = WAYS[pressed];
  const start = places.get(from);
  if (way === undefined || start === undefined) return null;
  let nearest: { readonly key: string; readonly distance: number } | null = null;
  for (const [key, place] of places) {
    const x = place.x + place.width / 2 - (start.x + start.width / 2);
    const y = place.y + place.height / 2 - (start.y + start.height / 2);
    const ahead = x * way.x + y * way.y;
    const distance = ahead + ASIDE * Math.abs(x * way.y + y * way.x);
    if (ahead > 1 && distance < (nearest?.distance ?? Infinity)) nearest = { key, distance };
  }
  return nearest?.key ?? null;
}
