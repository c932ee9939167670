import type { Channel, ChannelEvents } from "../../runtime/ports.ts";
import type { LinkLog } from "./options.ts";
import type { Wire } from "./wire.ts";

/** One end of a channel. A fault of its handlers closes it, and costs nothing else. */
class LinkChannel implements Channel {
  readonly #number: number;
  readonly #channels: Channels;
  #events: ChannelEvents | null = null;
  /** `failed`: it is closed, and its owner will hear of it unless they close it before. */
  #state: "open" | "failed" | "closed" = "open";

  constructor(number: number, channels: Channels) {
    this.#number = number;
    this.#channels = channels;
  }

  listen(events: ChannelEvents): void {
    this.#events = events;
  }

  send(kind: number, payload: string | Buffer): void {
    if (this.#state !== "open") return;
    if (this.#channels.wire.message(this.#number, kind, payload)) return;
    this.#fail(new RangeError("A message is too long for a link."));
  }

  close(): void {
    if (this.#state === "open") this.#channels.close(this.#number);
    this.#state = "closed";
  }

  receive(kind: number, payload: Buffer): void {
    try {
      this.#events?.onMessage(kind, payload);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The other end has closed it, or the link is gone. */
  lose(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#tellClosed();
  }

  /** Its owner hears of it later: this may be in the middle of its sending. */
  #fail(error: unknown): void {
    this.#channels.complain(error);
    if (this.#state !== "open") return;
    this.#channels.close(this.#number);
    this.#state = "failed";
    process.nextTick(() => this.lose());
  }

  #tellClosed(): void {
    try {
      this.#events?.onClosed();
    } catch (error) {
      this.#channels.complain(error);
    }
  }
}

export type { LinkChannel };

/** The open channels of one link, as one end has them. */
export class Channels {
  readonly wire: Wire;
  readonly #log: LinkLog;
  readonly #open = new Map<number, LinkChannel>();
  #last = 0;

  constructor(wire: Wire, log: LinkLog) {
    this.wire = wire;
    this.#log = log;
  }

  /** One that this end opens. When the link has ended, it is lost right away. */
  open(events: ChannelEvents): Channel {
    const number = this.#next();
    const channel = this.#add(number);
    channel.listen(events);
    this.wire.openChannel(number);
    if (!this.wire.isOpen) process.nextTick(() => this.closed(number));
    return channel;
  }

  /** One that the other end opens; `serve` says who listens. False: there is such a one already. */
  opened(number: number, serve: (channel: Channel) => ChannelEvents): boolean {
    if (this.#open.has(number)) return false;
    const channel = this.#add(number);
    try {
      channel.listen(serve(channel));
    } catch (error) {
      this.complain(error);
      channel.close();
    }
    return true;
  }

  /** Messages for a channel that this end has closed may still be under way. */
  receive(number: number, kind: number, payload: Buffer): void {
    this.#open.get(number)?.receive(kind, payload);
  }

  closed(number: number): void {
    const channel = this.#open.get(number);
    this.#open.delete(number);
    channel?.lose();
  }

  end(): void {
    // Who hears of it may open the next one.
    const lost = [...this.#open.values()];
    this.#open.clear();
    for (const channel of lost) channel.lose();
  }

  close(number: number): void {
    this.#open.delete(number);
    this.wire.closeChannel(number);
  }

  complain(error: unknown): void {
    this.#log.warn({ err: error }, "a channel between nodes failed; closed");
  }

  #add(number: number): LinkChannel {
    const channel = new LinkChannel(number, this);
    this.#open.set(number, channel);
    return channel;
  }

  #next(): number {
    do this.#last = (this.#last + 1) >>> 0;
    while (this.#open.has(this.#last));
    return this.#last;
  }
}
