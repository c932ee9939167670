import type { RtpView } from "./rtp-view.ts";
import { seqDiff } from "./sequence.ts";

/**
 * The newest packets of one stream, to be sent again. Payloads lie one behind the other in one
 * arena and the newest overwrite the oldest; a packet's place in the table is its sequence number
 * modulo the number of slots. Nothing is allocated after the constructor.
 */
export class PacketRing {
  /** Of the arena. */
  readonly bytes: number;
  /** Of the packet that `find` found: its payload, without padding, is in `data`. */
  readonly data: Buffer;
  offset = 0;
  length = 0;
  timestamp = 0;
  payloadType = 0;
  marker = false;
  readonly #slots: number;
  readonly #sequences: Uint16Array;
  /** Where a payload begins, counted on and on as if the arena had no end; negative: empty. */
  readonly #positions: Float64Array;
  readonly #lengths: Uint32Array;
  readonly #timestamps: Uint32Array;
  /** The second byte of the header: marker and payload type. */
  readonly #kinds: Uint8Array;
  #end = 0;

  /** `slots` has to be a power of two, at most 32,768. */
  constructor(bytes: number, slots: number) {
    this.bytes = bytes;
    this.data = Buffer.alloc(bytes);
    this.#slots = slots;
    this.#sequences = new Uint16Array(slots);
    this.#positions = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY);
    this.#lengths = new Uint32Array(slots);
    this.#timestamps = new Uint32Array(slots);
    this.#kinds = new Uint8Array(slots);
  }

  /** Keeps a packet, unless it is there already, too old, without payload or beyond the arena. */
  store(view: RtpView): void {
    const length = view.payloadEnd - view.payloadStart;
    const slot = view.sequenceNumber & (this.#slots - 1);
    if (length <= 0 || length > this.bytes || !this.#isNewer(slot, view.sequenceNumber)) return;
    const position = this.#reserve(length);
    view.data.copy(this.data, position % this.bytes, view.payloadStart, view.payloadEnd);
    this.#sequences[slot] = view.sequenceNumber;
    this.#positions[slot] = position;
    this.#lengths[slot] = length;
    this.#timestamps[slot] = view.timestamp;
    this.#kinds[slot] = (view.marker ? 0x80 : 0) | view.payloadType;
  }

  /** Whether the packet is still there; the fields then tell of it, until the next `store`. */
  find(seq16: number): boolean {
    const slot = seq16 & (this.#slots - 1);
    if (!this.#isHeld(slot) || this.#sequences[slot] !== seq16) return false;
    const kind = this.#kinds[slot] ?? 0;
    this.offset = (this.#positions[slot] ?? 0) % this.bytes;
    this.length = this.#lengths[slot] ?? 0;
    this.timestamp = this.#timestamps[slot] ?? 0;
    this.payloadType = kind & 0x7f;
    this.marker = kind >= 0x80;
    return true;
  }

  #isHeld(slot: number): boolean {
    return this.#end - (this.#positions[slot] ?? 0) <= this.bytes;
  }

  #isNewer(slot: number, seq16: number): boolean {
    return !this.#isHeld(slot) || seqDiff(seq16, this.#sequences[slot] ?? 0) > 0;
  }

  /** A place in one piece: what does not fit before the arena's end goes to its beginning. */
  #reserve(length: number): number {
    const rest = this.bytes - (this.#end % this.bytes);
    const position = length > rest ? this.#end + rest : this.#end;
    this.#end = position + length;
    return position;
  }
}
