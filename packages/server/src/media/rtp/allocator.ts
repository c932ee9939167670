/** What is sent of one picture: a layer, -1 for nothing, and the highest temporal id of it. */
export type Choice = { layer: number; temporal: number };

/** A picture that a receiver shows. */
export type Want = {
  /** 0 comes first: screens, then the speaker and what is pinned, then the rest. */
  readonly priority: number;
  /** In device pixels; 0: not shown. */
  readonly width: number;
  /** From the smallest to the largest; one of 0 bps does not exist. */
  readonly layers: readonly { readonly bps: number; readonly width: number }[];
  /** How many temporal layers they have; three when it is not said. */
  readonly temporalLayers?: 1 | 2 | 3;
  /** What is sent of it now. */
  readonly current: Readonly<Choice>;
};

/** Share of a layer's rate up to each temporal layer, by how many there are. */
const TEMPORAL_SHARES = { 1: [1], 2: [0.6, 1], 3: [0.4, 0.6, 1] } as const;
const MOST_SHARES = 3;
const ALL_TEMPORAL = 2;
const NO_LAYER = { bps: 0, width: 0 } as const;
/** What is not sent yet is begun only with so much room. */
const HEADROOM = 1.1;
/** So much is looked for, that pictures which grow find room before they need it. */
const ROOM = 1.3;
/** A layer that is this much too small still does. */
const WIDTH_TOLERANCE = 1.15;

/** The places of the wants, in the order in which they are served; used again for every call. */
const order: number[] = [];

/**
 * Divides `budgetBps` (for video alone) among pictures. Everybody gets the lowest layer, first with
 * the fewest frames, before anybody gets more; then each gets what its width needs, one after the
 * other by priority and width. Where a step does not fit, what would come after it waits, so that a
 * larger budget never takes from anybody; only a picture too large to fit alone is left out, and
 * holds up nobody. Writes to `out`, whose length is set, what is to be sent of each; gives the sum.
 * It runs for every receiver several times a second, and so makes next to no objects.
 */
export function allocate(budgetBps: number, wants: readonly Want[], out: Choice[]): number {
  stopAll(out, wants.length);
  sortByRank(wants);
  const purse = new Purse(budgetBps);
  for (let round = 0; round < MOST_SHARES; round += 1) {
    for (const index of order) {
      const want = wants[index];
      const choice = out[index];
      if (want && choice && !beginLowest(purse, want, choice, round)) return purse.used;
    }
  }
  for (const index of order) {
    const want = wants[index];
    const choice = out[index];
    if (want && choice && !climb(purse, want, choice)) break;
  }
  return purse.used;
}

/** The budget with which every picture gets what its width needs, and can grow. */
export function wantedBudget(wants: readonly Want[]): number {
  let sum = 0;
  for (const want of wants) {
    let most = 0;
    const useful = usefulLayers(want);
    for (let layer = 0; layer < useful; layer += 1) most = Math.max(most, bpsOf(want, layer));
    sum += most;
  }
  return sum * ROOM;
}

/** A step up of one picture, and what it costs more than the step before. */
type Step = { readonly layer: number; readonly temporal: number; readonly bps: number };

/** What there is, and what of it is spent. */
class Purse {
  used = 0;
  readonly #budget: number;

  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Whether there would be enough for this step if it were the only one. */
  fits(want: Want, step: Step): boolean {
    return step.bps * headroom(want, step) <= this.#budget;
  }

  /** Takes a step; false: there is not enough left. */
  take(want: Want, step: Step, choice: Choice): boolean {
    if ((this.used + step.bps) * headroom(want, step) > this.#budget) return false;
    this.used += step.bps;
    choice.layer = step.layer;
    choice.temporal = step.temporal;
    return true;
  }
}

function headroom({ current }: Want, { layer, temporal }: Step): number {
  const isNew = layer > current.layer || (layer === current.layer && temporal > current.temporal);
  return isNew ? HEADROOM : 1;
}

/** One more temporal layer of the lowest layer. False: it does not fit, and ends everything. */
function beginLowest(purse: Purse, want: Want, choice: Choice, round: number): boolean {
  const layer = lowestLayer(want);
  if (layer < 0 || !purse.fits(want, temporalStep(want, layer, 0))) return true;
  const isThere = round < sharesOf(want).length;
  return !isThere || purse.take(want, temporalStep(want, layer, round), choice);
}

/** The layers above the lowest. False: one does not fit. */
function climb(purse: Purse, want: Want, choice: Choice): boolean {
  if (choice.layer < 0) return true;
  let highest = bpsOf(want, choice.layer);
  const useful = usefulLayers(want);
  for (let layer = choice.layer + 1; layer < useful; layer += 1) {
    const rate = bpsOf(want, layer);
    if (rate === 0) continue;
    const bps = Math.max(0, rate - highest);
    if (!purse.take(want, { layer, temporal: ALL_TEMPORAL, bps }, choice)) return false;
    highest = Math.max(highest, rate);
  }
  return true;
}

function temporalStep(want: Want, layer: number, round: number): Step {
  const shares = sharesOf(want);
  const more = (shares[round] ?? 0) - (shares[round - 1] ?? 0);
  const temporal = round + 1 === shares.length ? ALL_TEMPORAL : round;
  return { layer, temporal, bps: bpsOf(want, layer) * more };
}

const sharesOf = ({ temporalLayers }: Want): readonly number[] =>
  TEMPORAL_SHARES[temporalLayers ?? MOST_SHARES];

const bpsOf = ({ layers }: Want, layer: number): number => layers[layer]?.bps ?? 0;

function lowestLayer(want: Want): number {
  const useful = usefulLayers(want);
  for (let layer = 0; layer < useful; layer += 1) if (bpsOf(want, layer) > 0) return layer;
  return -1;
}

/** How many layers there are up to the first that is wide enough; all if none is. */
function usefulLayers({ width, layers }: Want): number {
  if (width <= 0) return 0;
  for (let layer = 0; layer < layers.length; layer += 1) {
    const { bps, width: own } = layers[layer] ?? NO_LAYER;
    if (bps > 0 && own * WIDTH_TOLERANCE >= width) return layer + 1;
  }
  return layers.length;
}

function stopAll(out: Choice[], length: number): void {
  if (out.length > length) out.length = length;
  for (let index = 0; index < length; index += 1) {
    const choice = (out[index] ??= { layer: -1, temporal: 0 });
    choice.layer = -1;
    choice.temporal = 0;
  }
}

/** By insertion: there are few, and they hardly change places. */
function sortByRank(wants: readonly Want[]): void {
  order.length = 0;
  for (let index = 0; index < wants.length; index += 1) {
    let at = index;
    for (; at > 0 && isBefore(wants[index], wants[order[at - 1] ?? 0]); at -= 1) {
      order[at] = order[at - 1] ?? 0;
    }
    order[at] = index;
  }
}

function isBefore(one: Want | undefined, other: Want | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return (
    one.priority < other.priority || (one.priority === other.priority && one.width > other.width)
  );
}
