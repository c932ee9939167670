import type { Page } from "@playwright/test";

declare global {
  interface Window {
    peers: RTCPeerConnection[];
  }
}

/** What a page receives, summed over its connections; only what getStats says counts. */
export type Received = {
  /** Per video that is being decoded: how many frames so far. */
  readonly frames: readonly number[];
  readonly widths: readonly number[];
  readonly audioPackets: readonly number[];
  readonly audioEnergy: number;
};

/** Keeps every RTCPeerConnection of the page where a test can ask it. */
export async function recordPeers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.peers = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        window.peers.push(this);
      }
    };
  });
}

export async function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const live = window.peers.filter(({ connectionState }) => connectionState === "connected");
    const reports = await Promise.all(live.map((peer) => peer.getStats()));
    const inbound: RTCInboundRtpStreamStats[] = [];
    for (const report of reports) {
      report.forEach((stats: RTCInboundRtpStreamStats) => {
        if (stats.type === "inbound-rtp") inbound.push(stats);
      });
    }
    const video = inbound.filter(
      ({ kind, framesDecoded = 0 }) => kind === "video" && framesDecoded > 0,
    );
    const audio = inbound.filter(({ kind }) => kind === "audio");
    return {
      frames: video.map(({ framesDecoded = 0 }) => framesDecoded),
      widths: video.map(({ frameWidth = 0 }) => frameWidth),
      audioPackets: audio.map(({ packetsReceived = 0 }) => packetsReceived),
      audioEnergy: audio.reduce((sum, { totalAudioEnergy = 0 }) => sum + totalAudioEnergy, 0),
    };
  });
}
