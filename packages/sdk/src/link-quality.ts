import type { Quality } from "./media-session.ts";
import { type Stat, growth } from "./stats.ts";

/** Percent of packets, of sound made up, of the time that a picture stands still; milliseconds. */
const FAIR = { loss: 3, concealed: 5, frozen: 5, rttMs: 300, availableBps: 300_000 } as const;
const POOR = { loss: 10, concealed: 15, frozen: 20, rttMs: 600, availableBps: 100_000 } as const;

/** Fewer packets say nothing about the line: in a silence only a few are sent. */
const FEWEST_PACKETS = 20;

const RANK: readonly Quality[] = ["good", "fair", "poor"];

/** The worst of those that are known. */
export function worst(qualities: readonly (Quality | null)[]): Quality | null {
  return RANK.findLast((quality) => qualities.includes(quality)) ?? null;
}

/**
 * One stream between two measurements of its inbound-rtp. `flowing`: it never stands still by
 * itself, so that nothing at all is a bad sign. Null while there is nothing to judge by.
 */
export function judgeReceived(before: Stat | undefined, now: Stat, flowing: boolean) {
  const packets = growth(before?.packetsReceived, now.packetsReceived);
  if (packets === null) return null;
  if (packets === 0) return flowing ? "poor" : null;
  return worst([
    "good",
    judgeLoss(growth(before?.packetsLost, now.packetsLost) ?? 0, packets),
    atLeast("concealed", concealedPercent(before, now)),
    atLeast("frozen", frozenPercent(before, now)),
  ]);
}

/** This many packets were lost, and so many came. */
export function judgeLoss(lost: number, received: number): Quality | null {
  const packets = lost + received;
  return packets < FEWEST_PACKETS ? null : atLeast("loss", (lost / packets) * 100);
}

export type LineReading = {
  /** Of what one sends; the worst of its streams. */
  readonly sentLossPercent: number | null;
  readonly rttMs: number | null;
  /** While a picture is sent: what the browser thinks it could send. */
  readonly availableBps: number | null;
};

/** What is known of one's own line to the SFU. */
export function judgeLine({ sentLossPercent, rttMs, availableBps }: LineReading): Quality | null {
  return worst([
    sentLossPercent === null ? null : atLeast("loss", sentLossPercent),
    rttMs === null ? null : atLeast("rttMs", rttMs),
    availableBps === null ? null : judgeAvailable(availableBps),
  ]);
}

function judgeAvailable(bps: number): Quality {
  if (bps < POOR.availableBps) return "poor";
  return bps < FAIR.availableBps ? "fair" : "good";
}

function atLeast(what: Exclude<keyof typeof FAIR, "availableBps">, value: number): Quality {
  if (value >= POOR[what]) return "poor";
  return value >= FAIR[what] ? "fair" : "good";
}

/** Of the sound that was played, what had to be made up and was heard. */
function concealedPercent(before: Stat | undefined, now: Stat): number {
  const samples = growth(before?.totalSamplesReceived, now.totalSamplesReceived) ?? 0;
  const concealed = growth(before?.concealedSamples, now.concealedSamples) ?? 0;
  const silent = growth(before?.silentConcealedSamples, now.silentConcealedSamples) ?? 0;
  return samples === 0 ? 0 : (Math.max(0, concealed - silent) / samples) * 100;
}

/** A picture that stood still for longer than the measurement was paused. */
function frozenPercent(before: Stat | undefined, now: Stat): number {
  const seconds = growth(before?.totalFreezesDuration, now.totalFreezesDuration) ?? 0;
  const ms = growth(before?.timestamp, now.timestamp) ?? 0;
  const percent = ms === 0 ? 0 : (seconds * 100_000) / ms;
  return percent > 100 ? 0 : percent;
}
