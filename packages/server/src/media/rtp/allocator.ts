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

/** One step up of one picture, and what it costs more than the step before. */
type Step = {
  readonly index: number;
  readonly choice: Choice;
  readonly bps: number;
  readonly isNew: boolean;
};

const STOPPED: Readonly<Choice> = { layer: -1, temporal: 0 };
/** Share of a layer's rate up to each temporal layer, by how many there are. */
const TEMPORAL_SHARES = { 1: [1], 2: [0.6, 1], 3: [0.4, 0.6, 1] } as const;
const ALL_TEMPORAL = 2;
/** What is not sent yet is begun only with so much room. */
const HEADROOM = 1.1;
/** So much is looked for, that pictures which grow find room before they need it. */
const ROOM = 1.3;
/** A layer that is this much too small still does. */
const WIDTH_TOLERANCE = 1.15;

/**
 * Divides `budgetBps` (for video alone) among pictures. Everybody gets the lowest layer, first with
 * the fewest frames, before anybody gets more; then each gets what its width needs, one after the
 * other by priority and width. Where a step does not fit, what would come after it waits, so that a
 * larger budget never takes from anybody; only a picture too large to fit alone is left out, and
 * holds up nobody. Writes to `out`, whose length is set, what is to be sent of each; gives the sum.
 */
export function allocate(budgetBps: number, wants: readonly Want[], out: Choice[]): number {
  out.length = wants.length;
  for (const index of wants.keys()) out[index] = { ...STOPPED };
  let used = 0;
  for (const step of stepsOf(wants, budgetBps)) {
    const needed = (used + step.bps) * (step.isNew ? HEADROOM : 1);
    if (needed > budgetBps) break;
    used += step.bps;
    out[step.index] = step.choice;
  }
  return used;
}

/** The budget with which every picture gets what its width needs, and can grow. */
export function wantedBudget(wants: readonly Want[]): number {
  let sum = 0;
  for (const { bps } of stepsOf(wants, Number.POSITIVE_INFINITY)) sum += bps;
  return sum * ROOM;
}

/** All steps in the order in which they are taken, without those of pictures that never fit. */
function stepsOf(wants: readonly Want[], budgetBps: number): Step[] {
  const ladders = order(wants).map((index) => ladder(wants, index));
  const fitting = ladders.filter(
    ({ first: [step] }) => step !== undefined && fits(step, budgetBps),
  );
  const rounds = [0, 1, 2].flatMap((round) =>
    fitting.flatMap(({ first }) => first.slice(round, round + 1)),
  );
  return [...rounds, ...fitting.flatMap(({ further }) => further)];
}

function fits({ bps, isNew }: Step, budgetBps: number): boolean {
  return bps * (isNew ? HEADROOM : 1) <= budgetBps;
}

function order(wants: readonly Want[]): number[] {
  return [...wants.keys()].toSorted((one, other) => {
    const a = wants[one];
    const b = wants[other];
    if (a === undefined || b === undefined) return 0;
    return a.priority - b.priority || b.width - a.width || one - other;
  });
}

/** The temporal steps within the lowest layer, and the steps to the layers above it. */
function ladder(wants: readonly Want[], index: number): { first: Step[]; further: Step[] } {
  const want = wants[index];
  const layers = want === undefined ? [] : usefulLayers(want);
  const [lowest] = layers;
  if (want === undefined || lowest === undefined) return { first: [], further: [] };
  const shares: readonly number[] = TEMPORAL_SHARES[want.temporalLayers ?? 3];
  const first = shares.map((share, step) => {
    const temporal = step + 1 === shares.length ? ALL_TEMPORAL : step;
    const bps = lowest.bps * (share - (shares[step - 1] ?? 0));
    return stepTo(want, { index, bps, choice: { layer: lowest.layer, temporal } });
  });
  const further = layers.slice(1).map(({ layer, bps }, below) => {
    const before = Math.max(...layers.slice(0, below + 1).map((smaller) => smaller.bps));
    const more = Math.max(0, bps - before);
    return stepTo(want, { index, bps: more, choice: { layer, temporal: ALL_TEMPORAL } });
  });
  return { first, further };
}

function stepTo({ current }: Want, step: Omit<Step, "isNew">): Step {
  const { layer, temporal } = step.choice;
  const isNew = layer > current.layer || (layer === current.layer && temporal > current.temporal);
  return { ...step, isNew };
}

/** The layers that exist, up to the first that is wide enough; the smallest if all are too wide. */
function usefulLayers({ width, layers }: Want): { layer: number; bps: number }[] {
  if (width <= 0) return [];
  const existing = [...layers.entries()]
    .map(([layer, { bps, width: own }]) => ({
      layer,
      bps,
      isEnough: own * WIDTH_TOLERANCE >= width,
    }))
    .filter(({ bps }) => bps > 0);
  const enough = existing.findIndex(({ isEnough }) => isEnough);
  return enough < 0 ? existing : existing.slice(0, enough + 1);
}
