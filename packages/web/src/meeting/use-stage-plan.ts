import { type RefObject, useMemo } from "react";
import type { View } from "../lib/store.ts";
import { useEvolving } from "../lib/use-evolving.ts";
import { useView } from "../lib/use-view.ts";
import { type Rect, type StageLayout, stageLayout } from "./layout.ts";
import type { Speakers } from "./speakers.ts";
import { type StageItem, byArrival, largeItem } from "./stage-items.ts";
import { NO_ORDER, type StageOrder, nextOrder } from "./stage-order.ts";
import { useSize } from "./use-size.ts";

const GAP = 8;
const NO_LAYOUT: StageLayout = { large: null, tiles: [], more: null };
const NO_KEYS: readonly string[] = [];

export type StagePlan = {
  readonly large: StageItem | null;
  /** By the items' keys. Who is not in it is not in view. */
  readonly places: ReadonlyMap<string, Rect>;
  readonly more: Rect | null;
  /** The keys of who is heard speaking, loudest first. */
  readonly speaking: readonly string[];
};

/** Who stands where in a box, from its size, the pin, and who speaks. */
export function useStagePlan(
  box: RefObject<HTMLElement | null>,
  items: readonly StageItem[],
  pinned: string | null,
  speakers: View<Speakers>,
): StagePlan {
  const size = useSize(box);
  const heard = useView(speakers);
  const speaking = useMemo(() => speakingKeys(items, heard), [items, heard]);
  const shares = useEvolving(NO_KEYS, (before) => byArrival(before, shareKeys(items)));
  const large = largeItem(items, pinned, shares);
  const kind = large?.kind ?? null;
  const tiles = large === null ? items.length : items.length - 1;
  const layout = useMemo(
    () => (size === null ? NO_LAYOUT : stageLayout({ ...size, gap: GAP, tiles, large: kind })),
    [size, tiles, kind],
  );
  const largeKey = large?.key ?? null;
  const order = useEvolving(NO_ORDER, (before) =>
    nextOrder(before, {
      keys: items.map(({ key }) => key),
      large: largeKey,
      places: layout.tiles.length,
      staying: items.filter(isStaying).map(({ key }) => key),
      speaking,
    }),
  );
  const places = useMemo(() => placesOf(layout, order, largeKey), [layout, order, largeKey]);
  return { large, places, more: layout.more, speaking };
}

const shareKeys = (items: readonly StageItem[]) =>
  items.filter(({ kind }) => kind === "share").map(({ key }) => key);

/** What one sends oneself, and what somebody shows to all, is always in view. */
const isStaying = (item: StageItem) => item.kind === "share" || item.person.self;

/** The room knows first that a microphone is off. */
function speakingKeys(items: readonly StageItem[], heard: Speakers): readonly string[] {
  return heard.flatMap((id) => {
    const speaker = items.find((item) => item.kind === "person" && item.person.id === id);
    return speaker?.kind === "person" && speaker.person.mic ? [speaker.key] : [];
  });
}

function placesOf(
  { large, tiles }: StageLayout,
  { keys }: StageOrder,
  largeKey: string | null,
): ReadonlyMap<string, Rect> {
  const places = new Map<string, Rect>();
  if (large !== null && largeKey !== null) places.set(largeKey, large);
  const others = keys.filter((key) => key !== largeKey);
  for (const [i, place] of tiles.entries()) {
    const key = others[i];
    if (key !== undefined) places.set(key, place);
  }
  return places;
}
