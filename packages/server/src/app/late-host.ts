import { ParleyError } from "@parley/protocol";
import type { NodeHost } from "../runtime/node-host.ts";
import type { Channel, ChannelEvents, LinkHost } from "../runtime/ports.ts";

/**
 * What other nodes ask before there are rooms here: the port for links must be open first, because
 * its number is part of what a node says of itself.
 */
export class LateHost implements LinkHost {
  #host: NodeHost | null = null;

  set(host: NodeHost): void {
    this.#host = host;
  }

  onChannel(channel: Channel): ChannelEvents {
    if (this.#host !== null) return this.#host.onChannel(channel);
    channel.close();
    return { onMessage: () => {}, onClosed: () => {} };
  }

  async onRequest(text: string): Promise<string> {
    if (this.#host === null) throw new ParleyError("unavailable");
    return await this.#host.onRequest(text);
  }

  close(): void {
    this.#host?.close();
  }
}
