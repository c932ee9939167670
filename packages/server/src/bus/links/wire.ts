import type { TLSSocket } from "node:tls";
import { FRAME, LINK_VERSION } from "./frame.ts";
import { type FrameHandler, FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import type { LinkOptions } from "./options.ts";

export type WireOptions = Pick<LinkOptions, "clock" | "limits">;

export type WireEvents = {
  readonly frames: FrameHandler;
  /** Once, never from within a call to the wire; nothing is told after it. */
  readonly onEnd: (why: string) => void;
};

/**
 * One connection to another node: frames in and out, signs of life, and an end. What is sent within
 * one tick goes to the socket as one write.
 */
export class Wire {
  readonly #socket: TLSSocket;
  readonly #options: WireOptions;
  readonly #onEnd: WireEvents["onEnd"];
  readonly #reader: FrameReader;
  readonly #writer: FrameWriter;
  readonly #closed = Promise.withResolvers<void>();
  #isOpen = true;
  #isCorked = false;
  #hasHeard = true;
  #silentMs = 0;
  #cancelTimer: () => void = () => {};

  constructor(socket: TLSSocket, options: WireOptions, { frames, onEnd }: WireEvents) {
    this.#socket = socket;
    this.#options = options;
    this.#onEnd = onEnd;
    const { linkFrameBytes } = options.limits;
    this.#reader = new FrameReader(linkFrameBytes, frames);
    this.#writer = new FrameWriter(linkFrameBytes, (bytes) => this.#write(bytes));
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.end("the other end has closed it"));
    socket.on("error", (error) => this.end(error.message));
    socket.on("close", () => this.#onClose());
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Resolves when the socket is closed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** From now on both ends have to say something again and again. */
  watch(): void {
    if (!this.#isOpen) return;
    this.#cancelTimer = this.#options.clock.after(this.#options.limits.linkPingMs, () => {
      this.#beat();
    });
  }

  hello(nodeId: string): void {
    if (this.#begin()) this.#writer.hello(LINK_VERSION, nodeId);
  }

  openChannel(channel: number): void {
    if (this.#begin()) this.#writer.channel(FRAME.open, channel);
  }

  closeChannel(channel: number): void {
    if (this.#begin()) this.#writer.channel(FRAME.close, channel);
  }

  /** These say false when it is too long to be sent. On a wire that has ended nothing is. */
  message(channel: number, kind: number, payload: string | Buffer): boolean {
    return !this.#begin() || this.#writer.message(channel, kind, payload);
  }

  request(number: number, text: string): boolean {
    return !this.#begin() || this.#writer.text(FRAME.request, number, text);
  }

  answer(number: number, text: string): boolean {
    return !this.#begin() || this.#writer.text(FRAME.answer, number, text);
  }

  failure(number: number, code: string): boolean {
    return !this.#begin() || this.#writer.text(FRAME.failure, number, code);
  }

  /** At once: what was not written yet is lost. */
  end(why: string): void {
    if (this.#isOpen) this.#die(why);
    this.#socket.destroy();
  }

  /** What was sent still arrives, unless the other end takes too long over it. */
  finish(why: string): void {
    this.#flush();
    if (!this.#isOpen) return;
    this.#die(why);
    this.#socket.end();
    const { clock, limits } = this.#options;
    this.#cancelTimer = clock.after(limits.linkSilenceMs, () => this.#socket.destroy());
  }

  /** Its owner hears of it later: a sender must not lose its channels in the middle of sending. */
  #die(why: string): void {
    this.#isOpen = false;
    this.#cancelTimer();
    this.#reader.stop();
    process.nextTick(this.#onEnd, why);
  }

  #onClose(): void {
    this.end("the connection is gone");
    this.#cancelTimer();
    this.#closed.resolve();
  }

  #receive(chunk: Buffer): void {
    this.#hasHeard = true;
    const problem = this.#reader.push(chunk);
    if (problem !== null) this.end(problem);
  }

  /** Whether anything can be sent; if so, it leaves at the end of this tick. */
  #begin(): boolean {
    if (this.#isOpen && !this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
      process.nextTick(this.#flush);
    }
    return this.#isOpen;
  }

  readonly #flush = (): void => {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#writer.flush();
    this.#socket.uncork();
  };

  /** A node that does not read must not fill our memory. */
  #write(bytes: Buffer): void {
    if (!this.#isOpen) return;
    this.#socket.write(bytes);
    const tooMany = this.#socket.writableLength > this.#options.limits.linkBufferedBytes;
    if (tooMany) this.end("the other end does not read");
  }

  /**
   * Counts the pings since something was heard. The clock's time is not asked for: it jumps when the
   * machine's is set, and all links would end at once.
   */
  #beat(): void {
    const { linkPingMs, linkSilenceMs } = this.#options.limits;
    this.#silentMs = this.#hasHeard ? 0 : this.#silentMs + linkPingMs;
    this.#hasHeard = false;
    if (this.#silentMs >= linkSilenceMs) this.#doubt();
    if (this.#begin()) this.#writer.ping();
    this.watch();
  }

  /** If it is this process that stood still, what the other end said meanwhile is read first. */
  #doubt(): void {
    this.#options.clock.soon(() => {
      if (!this.#hasHeard && this.#isOpen) this.end("the other end is silent");
    });
  }
}
