import { byArrival } from "./stage-items.ts";

/** Who stands where, when not all have a place. Keys are those of the stage's items. */
export type StageOrder = {
  /** Without the large one, the first of them have the places. */
  readonly keys: readonly string[];
  /** Who was heard, the latest first. */
  readonly heard: readonly string[];
};

export const NO_ORDER: StageOrder = { keys: [], heard: [] };

type Stage = {
  readonly keys: readonly string[];
  /** The one that is shown large, beside the others' places. */
  readonly large: string | null;
  /** How many of the others have a place. */
  readonly places: number;
  /** Those that are in view whatever happens: oneself, and shared screens. */
  readonly staying: readonly string[];
  readonly speaking: readonly string[];
};

/**
 * Brings into view who speaks: they change places with whom nobody has heard for the longest time,
 * and nobody else moves. Gives back the same object when nothing has changed.
 */
export function nextOrder(before: StageOrder, stage: Stage): StageOrder {
  const there = new Set(stage.keys);
  const heardNow = new Set(stage.speaking);
  const heard = [
    ...stage.speaking.filter((key) => there.has(key)),
    ...before.heard.filter((key) => there.has(key) && !heardNow.has(key)),
  ];
  const arrived = byArrival(before.keys, stage.keys);
  const keys = withInView(arrived, heard, stage);
  const same = keys.join() === before.keys.join() && heard.join() === before.heard.join();
  return same ? before : { keys, heard };
}

function withInView(
  arrived: readonly string[],
  heard: readonly string[],
  { large, places, staying, speaking }: Stage,
): readonly string[] {
  const keys = arrived.filter((key) => key !== large);
  const wanted = [...staying, ...speaking];
  for (const key of wanted) {
    const from = keys.indexOf(key);
    const to = from < places ? -1 : longestSilent(keys.slice(0, places), heard, wanted);
    const out = keys[to];
    if (out === undefined) continue;
    keys[to] = key;
    keys[from] = out;
  }
  // It keeps its own place for when it is large no longer.
  return large === null ? keys : keys.toSpliced(arrived.indexOf(large), 0, large);
}

/** The index of the one in view who may go; of those never heard the last. -1: all are needed. */
function longestSilent(
  inView: readonly string[],
  heard: readonly string[],
  wanted: readonly string[],
): number {
  const silence = inView.map((key) => {
    if (wanted.includes(key)) return -1;
    const at = heard.indexOf(key);
    return at < 0 ? Infinity : at;
  });
  const longest = Math.max(...silence);
  return longest < 0 ? -1 : silence.lastIndexOf(longest);
}
