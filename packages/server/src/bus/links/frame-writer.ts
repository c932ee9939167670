import { FAN_CHANNELS, FRAME, HEAD_BYTES, LENGTH_BYTES } from "./frame.ts";

const BLOCK_BYTES = 64 * 1024;

type TextFrame = typeof FRAME.request | typeof FRAME.answer | typeof FRAME.failure;
type ChannelFrame = typeof FRAME.open | typeof FRAME.close;

/**
 * Writes frames into blocks of memory, one behind the other, and hands out what is new. Bytes that
 * were handed out are never written again, so that the socket may keep them for as long as it wants.
 * A message allocates nothing: it is copied, or encoded, straight into the block.
 */
export class FrameWriter {
  readonly #maxBytes: number;
  readonly #handOut: (bytes: Buffer) => void;
  #block = Buffer.alloc(0);
  /** The block holds what is not handed out yet from here, and up to there. */
  #from = 0;
  #to = 0;
  /** The last message: it waits for more channels that get the same. Null: there is none. */
  #payload: string | Buffer | null = null;
  #payloadBytes = 0;
  #kind = 0;
  readonly #channels: number[] = [];

  constructor(maxBytes: number, handOut: (bytes: Buffer) => void) {
    this.#maxBytes = maxBytes;
    this.#handOut = handOut;
  }

  /** False: it is too long, and not written. The payload must not change before `flush`. */
  message(channel: number, kind: number, payload: string | Buffer): boolean {
    if (!this.#isTheSame(kind, payload)) {
      const size = Buffer.byteLength(payload);
      if (HEAD_BYTES.message + size > this.#maxBytes) return false;
      this.#settle();
      this.#payload = payload;
      this.#payloadBytes = size;
      this.#kind = kind;
    }
    this.#channels.push(channel);
    return true;
  }

  hello(version: number, nodeId: string): void {
    const at = this.#begin(FRAME.hello, HEAD_BYTES.hello + Buffer.byteLength(nodeId));
    this.#block.writeUInt16BE(version, at);
    this.#block.write(nodeId, at + 2);
  }

  ping(): void {
    this.#begin(FRAME.ping, HEAD_BYTES.ping);
  }

  channel(type: ChannelFrame, channel: number): void {
    const at = this.#begin(type, HEAD_BYTES.channel);
    this.#block.writeUInt32BE(channel, at);
  }

  /** False: it is too long, and not written. */
  text(type: TextFrame, number: number, text: string): boolean {
    const size = HEAD_BYTES.text + Buffer.byteLength(text);
    if (size > this.#maxBytes) return false;
    const at = this.#begin(type, size);
    this.#block.writeUInt32BE(number, at);
    this.#block.write(text, at + 4);
    return true;
  }

  /** Hands out everything so far. */
  flush(): void {
    this.#settle();
    this.#handOutNew();
  }

  /** Whether the last message goes to one more channel. */
  #isTheSame(kind: number, payload: string | Buffer): boolean {
    const count = this.#channels.length;
    const size = HEAD_BYTES.fan + 4 * (count + 1) + this.#payloadBytes;
    const fits = count < FAN_CHANNELS && size <= this.#maxBytes;
    return fits && kind === this.#kind && payload === this.#payload;
  }

  /** Writes the message that waits. */
  #settle(): void {
    const payload = this.#payload;
    if (payload === null) return;
    this.#payload = null;
    const at = this.#beginMessage(this.#channels.length);
    const end = this.#writeChannels(at);
    if (typeof payload === "string") this.#block.write(payload, end);
    else payload.copy(this.#block, end);
  }

  #beginMessage(count: number): number {
    const isFan = count > 1;
    const head = isFan ? HEAD_BYTES.fan + 4 * count : HEAD_BYTES.message;
    const at = this.#append(isFan ? FRAME.fan : FRAME.message, head + this.#payloadBytes);
    this.#block.writeUInt8(this.#kind, at);
    return isFan ? this.#block.writeUInt16BE(count, at + 1) : at + 1;
  }

  #writeChannels(from: number): number {
    let at = from;
    for (const channel of this.#channels) at = this.#block.writeUInt32BE(channel, at);
    this.#channels.length = 0;
    return at;
  }

  /** Begins a frame after all that was sent before it; returns where to write. */
  #begin(type: number, size: number): number {
    this.#settle();
    return this.#append(type, size);
  }

  #append(type: number, size: number): number {
    const at = this.#reserve(LENGTH_BYTES + size);
    this.#block.writeUInt32BE(size, at);
    return this.#block.writeUInt8(type, at + LENGTH_BYTES);
  }

  #reserve(size: number): number {
    if (this.#block.length - this.#to < size) this.#renew(size);
    const at = this.#to;
    this.#to += size;
    return at;
  }

  #renew(size: number): void {
    this.#handOutNew();
    this.#block = Buffer.allocUnsafeSlow(Math.max(size, BLOCK_BYTES));
    this.#from = 0;
    this.#to = 0;
  }

  #handOutNew(): void {
    if (this.#from === this.#to) return;
    const bytes = this.#block.subarray(this.#from, this.#to);
    this.#from = this.#to;
    this.#handOut(bytes);
  }
}
