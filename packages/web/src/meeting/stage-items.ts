import type { Person, Share } from "./meeting-model.ts";

/** What can have a place on the stage. Its key is the same for as long as it is there. */
export type StageItem =
  | { readonly kind: "share"; readonly key: string; readonly share: Share }
  | { readonly kind: "person"; readonly key: string; readonly person: Person };

export const shareKey = (personId: string) => `share ${personId}`;
export const personKey = (personId: string) => `person ${personId}`;

/** Everything there is to show: shared screens, then people. */
export function stageItems(
  people: readonly Person[],
  shares: readonly Share[],
): readonly StageItem[] {
  return [
    ...shares.map((share) => ({ kind: "share", key: shareKey(share.personId), share }) as const),
    ...people.map((person) => ({ kind: "person", key: personKey(person.id), person }) as const),
  ];
}

/** What is shown large: what is pinned, else the screen whose sharing began last. */
export function largeItem(
  items: readonly StageItem[],
  pinned: string | null,
  sharesByStart: readonly string[],
): StageItem | null {
  const wanted = pinned ?? sharesByStart.at(-1);
  return items.find(({ key }) => key === wanted) ?? null;
}

/** The same keys in the order in which they came; the same list when nothing has changed. */
export function byArrival(before: readonly string[], keys: readonly string[]): readonly string[] {
  const there = new Set(keys);
  const known = new Set(before);
  const now = [...before.filter((key) => there.has(key)), ...keys.filter((key) => !known.has(key))];
  return now.join() === before.join() ? before : now;
}
