import { judgeLine, judgeLoss, judgeReceived, worst } from "./link-quality.ts";
import type { Origin } from "./media-details.ts";
import type { Quality } from "./media-session.ts";
import { type Stat, Stats, type StatsReport, growth } from "./stats.ts";

/** After so many better readings in a row the quality is shown as better: it must not flicker. */
const STEADY = 3;

export type QualityReading = {
  /** Of one's own line. */
  readonly own: Quality | null;
  /** Of what comes from each of the others. */
  readonly remotes: ReadonlyMap<string, Quality>;
};

/** What was shown, and how many better readings there were since. */
type Judgements = Map<string, { readonly quality: Quality; readonly better: number }>;

export const NO_READING: QualityReading = { own: null, remotes: new Map() };

/** Of the two connections, as they were measured. */
export type Measurement = {
  readonly up: StatsReport | null;
  readonly down: StatsReport | null;
  readonly sendsPicture: boolean;
  /** Whose an inbound-rtp is; null when nothing is expected of it. */
  readonly origin: (stat: Stat) => Origin | null;
};

/** Judges how media comes through, from one measurement to the next. */
export class QualityMeter {
  /** The inbound-rtp entries of the measurement before, by their stream. */
  #before: ReadonlyMap<string, Stat> = new Map();
  #shown: Judgements = new Map();

  read({ up, down, sendsPicture, origin }: Measurement): QualityReading {
    const inbound = new Stats(down).of("inbound-rtp");
    const now = new Map<string, Stat>();
    const judged = new Map<string, (Quality | null)[]>();
    for (const stat of inbound) {
      const from = origin(stat);
      if (from === null) continue;
      const key = `${from.participantId} ${from.source}`;
      now.set(key, stat);
      const quality = judgeReceived(this.#before.get(key), stat, from.source === "camera");
      judged.set(from.participantId, [...(judged.get(from.participantId) ?? []), quality]);
    }
    const own = worst([judgeSent(new Stats(up), sendsPicture), judgeAll(this.#before, now)]);
    this.#before = now;
    return this.#settle(own, judged);
  }

  #settle(own: Quality | null, judged: ReadonlyMap<string, (Quality | null)[]>): QualityReading {
    const before = this.#shown;
    this.#shown = new Map();
    const remotes = new Map<string, Quality>();
    for (const [id, qualities] of judged) {
      const quality = this.#steady(before, `of ${id}`, worst(qualities));
      if (quality !== null) remotes.set(id, quality);
    }
    return { own: this.#steady(before, "own", own), remotes };
  }

  /** Worse is shown at once, better only when it lasts. */
  #steady(before: Judgements, key: string, quality: Quality | null): Quality | null {
    if (quality === null) return null;
    const known = before.get(key);
    const isBetter = known !== undefined && worst([known.quality, quality]) !== quality;
    const better = isBetter ? known.better + 1 : 0;
    const shown = isBetter && better < STEADY ? known.quality : quality;
    this.#shown.set(key, { quality: shown, better: shown === quality ? 0 : better });
    return shown;
  }
}

/** What was lost of all that came, whoever sent it: that is one's own line. */
function judgeAll(before: ReadonlyMap<string, Stat>, now: ReadonlyMap<string, Stat>) {
  let [lost, received] = [0, 0];
  for (const [key, stat] of now) {
    lost += growth(before.get(key)?.packetsLost, stat.packetsLost) ?? 0;
    received += growth(before.get(key)?.packetsReceived, stat.packetsReceived) ?? 0;
  }
  return judgeLoss(lost, received);
}

function judgeSent(stats: Stats, sendsPicture: boolean): Quality | null {
  const path = stats.path();
  const losses = stats.of("remote-inbound-rtp").map(({ fractionLost = 0 }) => fractionLost * 100);
  const rtt = path?.currentRoundTripTime;
  return judgeLine({
    sentLossPercent: losses.length === 0 ? null : Math.max(...losses),
    rttMs: rtt === undefined ? null : rtt * 1000,
    availableBps: sendsPicture ? (path?.availableOutgoingBitrate ?? null) : null,
  });
}
