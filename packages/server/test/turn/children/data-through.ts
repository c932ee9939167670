/** Sends data through the relay to a peer that sends it back. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { SFU } from "../peers.ts";
import type { Code, TurnClient } from "../turn-client.ts";

export type DataReport = {
  readonly permission: Code;
  readonly channel: Code;
  /** What came back of what was sent with the peer's address, and on the channel. */
  readonly bySend: string;
  readonly byChannel: string;
  /** From which addresses the peer got it. */
  readonly seenFrom: readonly string[];
};

const CHANNEL = 0x4000;

export async function dataThrough(client: TurnClient): Promise<DataReport> {
  const peer = createSocket("udp4");
  peer.bind(0, SFU);
  await once(peer, "listening");
  const seenFrom = new Set<string>();
  peer.on("message", (bytes, { address, port }) => {
    seenFrom.add(address);
    peer.send(`echo of ${bytes.toString()}`, port, address);
  });
  try {
    await client.allocate();
    const at = { address: SFU, port: peer.address().port };
    const permission = await client.permit(SFU);
    client.send(at, "one");
    const bySend = (await client.arrival()).data;
    const channel = await client.bindChannel(CHANNEL, at);
    client.sendOnChannel(CHANNEL, "two");
    const { from, data } = await client.arrival();
    const byChannel = from === CHANNEL ? data : `not on the channel: ${data}`;
    return { permission, channel, bySend, byChannel, seenFrom: [...seenFrom] };
  } finally {
    peer.close();
  }
}
