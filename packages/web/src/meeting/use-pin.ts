import { useMemo, useState } from "react";
import type { StageItem } from "./stage-items.ts";

/** What is kept large: one at a time. */
export type Pin = {
  /** The key of an item of the stage. */
  readonly pinned: string | null;
  /** Who is alone is large anyway. */
  readonly possible: boolean;
  /** Pins it, or takes its pin away. */
  readonly toggle: (key: string) => void;
};

/** The pin goes with whom it holds: who comes back later is not large again. */
export function usePin(items: readonly StageItem[]): Pin {
  const [pinned, setPinned] = useState<string | null>(null);
  const there = items.some(({ key }) => key === pinned);
  if (pinned !== null && !there) setPinned(null);
  const now = there ? pinned : null;
  const possible = items.length > 1;
  return useMemo(() => {
    const toggle = (key: string) => setPinned((before) => (before === key ? null : key));
    return { pinned: now, possible, toggle };
  }, [now, possible]);
}
