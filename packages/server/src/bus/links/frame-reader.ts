import { FRAME, HEAD_BYTES, LENGTH_BYTES } from "./frame.ts";

/** What the frames of a link say, in the order in which they were sent. */
export type FrameHandler = {
  readonly hello: (version: number, nodeId: string) => void;
  readonly opened: (channel: number) => void;
  readonly closed: (channel: number) => void;
  /** `payload` is part of a larger piece of memory, and nobody writes to it any more. */
  readonly message: (channel: number, kind: number, payload: Buffer) => void;
  readonly request: (number: number, text: string) => void;
  readonly answer: (number: number, text: string) => void;
  readonly failure: (number: number, code: string) => void;
};

const NOTHING = Buffer.alloc(0);

/**
 * Cuts what arrives into frames, and hands on each of them before it looks at the next. Never throws
 * unless the handler does.
 */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #handler: FrameHandler;
  /** A frame of which only `#heldBytes` have come; as long as its length, or the whole, will be. */
  #held = NOTHING;
  #heldBytes = 0;
  /** Nothing is read any more; with a problem of the other end, what it is. */
  #isOver = false;
  #problem: string | null = null;

  constructor(maxBytes: number, handler: FrameHandler) {
    this.#maxBytes = maxBytes;
    this.#handler = handler;
  }

  /** Nothing is handed on any more, not even the rest of the frame that is being read. */
  stop(): void {
    this.#isOver = true;
    this.#held = NOTHING;
    this.#heldBytes = 0;
  }

  /** Null, or why the link has to end. */
  push(chunk: Buffer): string | null {
    let at = this.#heldBytes === 0 ? 0 : this.#complete(chunk);
    while (!this.#isOver && chunk.length - at >= LENGTH_BYTES) {
      const end = at + LENGTH_BYTES + this.#lengthIn(chunk, at);
      if (this.#isOver || end > chunk.length) break;
      this.#read(chunk, at + LENGTH_BYTES, end);
      at = end;
    }
    if (!this.#isOver && at < chunk.length) this.#hold(chunk.subarray(at));
    return this.#problem;
  }

  /** Adds to the frame that is held, and reads it when it is whole; returns how much it took. */
  #complete(chunk: Buffer): number {
    let taken = this.#fill(chunk, LENGTH_BYTES);
    if (this.#heldBytes < LENGTH_BYTES) return taken;
    const size = LENGTH_BYTES + this.#lengthIn(this.#held, 0);
    if (this.#isOver) return taken;
    this.#grow(size);
    taken += this.#fill(chunk.subarray(taken), size);
    if (this.#heldBytes < size) return taken;
    const frame = this.#held;
    this.#held = NOTHING;
    this.#heldBytes = 0;
    this.#read(frame, LENGTH_BYTES, size);
    return taken;
  }

  /** Copies as much as is there and is missing up to `size`. */
  #fill(chunk: Buffer, size: number): number {
    const taken = Math.max(0, Math.min(size - this.#heldBytes, chunk.length));
    chunk.copy(this.#held, this.#heldBytes, 0, taken);
    this.#heldBytes += taken;
    return taken;
  }

  #grow(size: number): void {
    if (this.#held.length >= size) return;
    const grown = Buffer.allocUnsafeSlow(size);
    this.#held.copy(grown, 0, 0, this.#heldBytes);
    this.#held = grown;
  }

  /** `rest` is the beginning of a frame. */
  #hold(rest: Buffer): void {
    const isKnown = rest.length >= LENGTH_BYTES;
    this.#grow(isKnown ? LENGTH_BYTES + rest.readUInt32BE(0) : LENGTH_BYTES);
    this.#fill(rest, rest.length);
  }

  #lengthIn(bytes: Buffer, at: number): number {
    const length = bytes.readUInt32BE(at);
    if (length > this.#maxBytes) this.#fail("it sent a frame that is too long");
    return length;
  }

  #fail(problem: string): void {
    this.#problem = problem;
    this.stop();
  }

  /** One frame: its type is at `at`, and it ends before `end`. */
  #read(bytes: Buffer, at: number, end: number): void {
    const size = end - at;
    if (size < sizeAtLeast(bytes, at, size)) return this.#fail("it sent what is no frame");
    const from = at + 1;
    switch (bytes.readUInt8(at)) {
      case FRAME.message:
        return this.#readMessage(bytes, from, end);
      case FRAME.fan:
        return this.#readFan(bytes, from, end);
      case FRAME.ping:
        return;
      case FRAME.open:
        return this.#handler.opened(bytes.readUInt32BE(from));
      case FRAME.close:
        return this.#handler.closed(bytes.readUInt32BE(from));
      case FRAME.hello:
        return this.#handler.hello(bytes.readUInt16BE(from), textIn(bytes, from + 2, end));
      case FRAME.request:
        return this.#handler.request(bytes.readUInt32BE(from), textIn(bytes, from + 4, end));
      case FRAME.answer:
        return this.#handler.answer(bytes.readUInt32BE(from), textIn(bytes, from + 4, end));
      default:
        return this.#handler.failure(bytes.readUInt32BE(from), textIn(bytes, from + 4, end));
    }
  }

  #readMessage(bytes: Buffer, at: number, end: number): void {
    const payload = bytes.subarray(at + 5, end);
    this.#handler.message(bytes.readUInt32BE(at + 1), bytes.readUInt8(at), payload);
  }

  #readFan(bytes: Buffer, at: number, end: number): void {
    const kind = bytes.readUInt8(at);
    const first = at + 3;
    const past = first + 4 * bytes.readUInt16BE(at + 1);
    const payload = bytes.subarray(past, end);
    for (let next = first; next < past && !this.#isOver; next += 4) {
      this.#handler.message(bytes.readUInt32BE(next), kind, payload);
    }
  }
}

/** How many bytes a frame of this type has at least; what is no type has never enough. */
function sizeAtLeast(bytes: Buffer, at: number, size: number): number {
  switch (size === 0 ? 0 : bytes.readUInt8(at)) {
    case FRAME.message:
      return HEAD_BYTES.message;
    case FRAME.fan:
      return size < HEAD_BYTES.fan
        ? HEAD_BYTES.fan
        : HEAD_BYTES.fan + 4 * bytes.readUInt16BE(at + 2);
    case FRAME.ping:
      return HEAD_BYTES.ping;
    case FRAME.open:
    case FRAME.close:
      return HEAD_BYTES.channel;
    case FRAME.hello:
      return HEAD_BYTES.hello;
    case FRAME.request:
    case FRAME.answer:
    case FRAME.failure:
      return HEAD_BYTES.text;
    default:
      return Infinity;
  }
}

function textIn(bytes: Buffer, from: number, end: number): string {
  return bytes.toString("utf8", from, end);
}
