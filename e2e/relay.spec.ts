import { callOfTwo } from "./support/call-of-two.ts";
import { Coturn } from "./support/coturn.ts";
import { type Page, test as base, expect } from "./support/fixtures.ts";
import { Server } from "./support/server.ts";

const test = base.extend<{ relayed: Server }>({
  /** A server that has a TURN server. */
  relayed: async ({ browserName }, provide) => {
    const coturn = await Coturn.start();
    try {
      const server = await Server.start(`relay-${browserName}`, coturn.env);
      await provide(server);
      await server.remove();
    } finally {
      await coturn.stop();
    }
  },
});

/** The page's media goes through a relay, or not at all. */
async function relayOnly(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy: "relay" });
      }
    };
  });
}

/** By what kind of its own candidate each live connection of the page goes. */
async function ways(page: Page): Promise<(string | undefined)[]> {
  return page.evaluate(async () => {
    const live = window.peers.filter(({ connectionState }) => connectionState === "connected");
    const reports = await Promise.all(live.map((peer) => peer.getStats()));
    type Stats = RTCStats & {
      readonly selectedCandidatePairId?: string;
      readonly localCandidateId?: string;
      readonly candidateType?: string;
    };
    return reports.map((report) => {
      const stats = new Map<string | undefined, Stats>();
      report.forEach((one: Stats) => stats.set(one.id, one));
      const transport = [...stats.values()].find(({ type }) => type === "transport");
      const pair = stats.get(transport?.selectedCandidatePairId);
      return stats.get(pair?.localCandidateId)?.candidateType;
    });
  });
}

test("[CALL12] people who can reach nothing but the relay see and hear each other", async ({
  relayed,
  person,
}) => {
  const { ann, bob } = await callOfTwo(async (name) => {
    const one = await person(name, { url: relayed.url });
    await relayOnly(one.page);
    return one;
  });
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  for (const { page } of [ann, bob]) expect(await ways(page)).toEqual(["relay", "relay"]);
});
