import type { Page } from "@playwright/test";

/** How many media connections the page has made so far. */
export async function connectionsOf(page: Page): Promise<number> {
  return page.evaluate(() => window.peers.length);
}

/** Waits until one of the connections after the first `known` ones has decoded a picture. */
export async function decodesOnNew(page: Page, known: number, giveUpMs: number): Promise<void> {
  const tooLate = performance.now() + giveUpMs;
  while ((await framesOnNew(page, known)) === 0) {
    if (performance.now() > tooLate) throw new Error("media does not come back");
  }
}

async function framesOnNew(page: Page, known: number): Promise<number> {
  return page.evaluate(async (past) => {
    const all = await Promise.all(window.peers.slice(past).map((peer) => peer.getStats()));
    let frames = 0;
    for (const measured of all) {
      measured.forEach((stats: RTCInboundRtpStreamStats) => {
        if (stats.type === "inbound-rtp") frames += stats.framesDecoded ?? 0;
      });
    }
    return frames;
  }, known);
}
