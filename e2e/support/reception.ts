import { type Page, expect } from "@playwright/test";

/** What a page has received so far, summed over its live connections (WebRTC statistics). */
export type Reception = {
  /** Heights of the videos that are decoded, tallest first. */
  readonly heights: readonly number[];
  readonly framesDecoded: number;
  readonly freezes: number;
  readonly frozenSeconds: number;
  readonly keyframes: number;
  readonly nacks: number;
  readonly retransmitted: number;
  readonly audioSamples: number;
  /** Of the one sound that has been played longest. */
  readonly longestSamples: number;
  readonly concealedSamples: number;
  readonly audioPackets: number;
  /** Sound packets that carry the one before them once more. */
  readonly protectedPackets: number;
  readonly videoPackets: number;
};

export async function reception(page: Page): Promise<Reception> {
  return page.evaluate(async () => {
    const live = window.peers.filter(({ connectionState }) => connectionState === "connected");
    const reports = await Promise.all(live.map((peer) => peer.getStats()));
    const inbound = reports.flatMap((report) => {
      const all: RTCInboundRtpStreamStats[] = [];
      report.forEach((stats: RTCInboundRtpStreamStats) => {
        if (stats.type === "inbound-rtp") all.push(stats);
      });
      return all;
    });
    const video = inbound.filter(({ kind }) => kind === "video");
    const audio = inbound.filter(({ kind }) => kind === "audio");
    const sum = (
      all: readonly RTCInboundRtpStreamStats[],
      of: (one: RTCInboundRtpStreamStats) => number | undefined,
    ) => all.reduce((total, one) => total + (of(one) ?? 0), 0);
    return {
      heights: video
        .filter(({ framesDecoded = 0 }) => framesDecoded > 0)
        .map(({ frameHeight = 0 }) => frameHeight)
        .toSorted((a, b) => b - a),
      framesDecoded: sum(video, (one) => one.framesDecoded),
      freezes: sum(video, (one) => one.freezeCount),
      frozenSeconds: sum(video, (one) => one.totalFreezesDuration),
      keyframes: sum(video, (one) => one.keyFramesDecoded),
      nacks: sum(video, (one) => one.nackCount),
      retransmitted: sum(video, (one) => one.retransmittedPacketsReceived),
      longestSamples: Math.max(0, ...audio.map((one) => one.totalSamplesReceived ?? 0)),
      audioSamples: sum(audio, (one) => one.totalSamplesReceived),
      concealedSamples: sum(audio, (one) => one.concealedSamples),
      audioPackets: sum(audio, (one) => one.packetsReceived),
      protectedPackets: sum(audio, (one) => one.fecPacketsReceived),
      videoPackets: sum(video, (one) => one.packetsReceived),
    };
  });
}

/** What share of the sound between two looks was made up, because none had come. */
export function concealed(before: Reception, after: Reception): number {
  const samples = after.audioSamples - before.audioSamples;
  return (after.concealedSamples - before.concealedSamples) / samples;
}

/** Of the tallest video; 0: none is decoded. */
export const heightOf = async (page: Page): Promise<number> =>
  (await reception(page)).heights[0] ?? 0;

/** What one's own connections have sent so far. */
export async function sentAudioPackets(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const live = window.peers.filter(({ connectionState }) => connectionState === "connected");
    let packets = 0;
    for (const peer of live) {
      (await peer.getStats()).forEach((stats: RTCOutboundRtpStreamStats) => {
        if (stats.type === "outbound-rtp" && stats.kind === "audio") {
          packets += stats.packetsSent ?? 0;
        }
      });
    }
    return packets;
  });
}

const SAMPLES_PER_MS = 48;

/** Resolves when the page has played so much more of what it hears, be it real or concealed. */
export async function listened(page: Page, ms: number): Promise<void> {
  const { longestSamples } = await reception(page);
  const enough = longestSamples + ms * SAMPLES_PER_MS;
  const timeout = ms * 2 + 5000;
  await expect
    .poll(async () => (await reception(page)).longestSamples, { timeout, intervals: [250] })
    .toBeGreaterThan(enough);
}
