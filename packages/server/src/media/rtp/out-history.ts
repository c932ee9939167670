import { seqDiff } from "./sequence.ts";

const ENTRIES = 512;

/** What is noted of a packet that was sent; a VideoRewriter has it after `rewrite`. */
export type SentPacket = {
  readonly sequence: number;
  /** Signed or not. */
  readonly timestamp: number;
  /** -1: the packet has none. */
  readonly pictureId: number;
  /** -1: the packet has none. */
  readonly tl0PicIdx: number;
  readonly currentLayer: number;
};

/**
 * Where the last 512 out-sequence numbers of a video line came from, so that a NACK finds the
 * received packet and the numbers that it went out under, also after a switch to another layer.
 */
export class OutHistory {
  /** Of the packet that `find` found. */
  layer = 0;
  inSeq = 0;
  outTimestamp = 0;
  pictureId = -1;
  tl0PicIdx = -1;
  /** The layer that a number came from; -1: the number was not used. */
  readonly #layers: Int8Array;
  readonly #inSeqs: Uint16Array;
  readonly #timestamps: Uint32Array;
  readonly #pictureIds: Int16Array;
  readonly #tl0s: Int16Array;
  #newest = -1;

  /** One piece of memory for all: a receiver of nine pictures has nine of these. */
  constructor() {
    const memory = new ArrayBuffer(ENTRIES * 11);
    this.#timestamps = new Uint32Array(memory, 0, ENTRIES);
    this.#inSeqs = new Uint16Array(memory, ENTRIES * 4, ENTRIES);
    this.#pictureIds = new Int16Array(memory, ENTRIES * 6, ENTRIES);
    this.#tl0s = new Int16Array(memory, ENTRIES * 8, ENTRIES);
    this.#layers = new Int8Array(memory, ENTRIES * 10, ENTRIES).fill(-1);
  }

  /** Notes what is being sent and the sequence number that it was received with. */
  note(sent: SentPacket, inSeq: number): void {
    this.#forgetUpTo(sent.sequence);
    if (seqDiff(this.#newest, sent.sequence) >= ENTRIES) return;
    const at = sent.sequence & (ENTRIES - 1);
    this.#layers[at] = sent.currentLayer;
    this.#inSeqs[at] = inSeq;
    this.#timestamps[at] = sent.timestamp;
    this.#pictureIds[at] = sent.pictureId;
    this.#tl0s[at] = sent.tl0PicIdx;
  }

  /** False for a number that was never used or is too old; else the fields tell of its packet. */
  find(outSeq: number): boolean {
    const age = seqDiff(this.#newest, outSeq);
    const at = outSeq & (ENTRIES - 1);
    const layer = this.#layers[at] ?? -1;
    if (this.#newest < 0 || age < 0 || age >= ENTRIES || layer < 0) return false;
    this.layer = layer;
    this.inSeq = this.#inSeqs[at] ?? 0;
    this.outTimestamp = this.#timestamps[at] ?? 0;
    this.pictureId = this.#pictureIds[at] ?? -1;
    this.tl0PicIdx = this.#tl0s[at] ?? -1;
    return true;
  }

  /** The numbers after the newest one begin unused: their places hold what was 512 before. */
  #forgetUpTo(outSeq: number): void {
    if (this.#newest < 0) this.#newest = outSeq;
    const ahead = seqDiff(outSeq, this.#newest);
    if (ahead <= 0) return;
    if (ahead >= ENTRIES) this.#layers.fill(-1);
    else for (let i = 1; i <= ahead; i++) this.#layers[(this.#newest + i) & (ENTRIES - 1)] = -1;
    this.#newest = outSeq;
  }
}
