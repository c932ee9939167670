import { ADDRESS } from "./namespace.ts";
import { RawPeer } from "./raw-peer.ts";
import type { Sfu } from "./sfu.ts";

/** No SFU: a publisher that is connected with its one receiver. What this takes, forwarding adds to. */
export class Direct implements Sfu {
  readonly name = "direct";
  readonly pid = process.pid;
  #receiver: RawPeer | null = null;

  static async start(): Promise<Direct> {
    return new Direct();
  }

  async openRoom(): Promise<void> {}

  async publish(): Promise<{ peer: RawPeer; id: string }> {
    const { peer, local } = await RawPeer.offering(ADDRESS);
    const receiver = await RawPeer.answering(ADDRESS, local, "actpass");
    peer.answered(receiver.local);
    await Promise.all([peer.connected(), receiver.peer.connected()]);
    this.#receiver = receiver.peer;
    return { peer, id: "direct" };
  }

  async subscribe(): Promise<RawPeer> {
    if (this.#receiver === null) throw new Error("nobody publishes");
    return this.#receiver;
  }

  async stop(): Promise<void> {}
}
