import type { RtpView } from "../../../src/media/rtp/rtp-view.ts";
import type { VideoRewriter } from "../../../src/media/rtp/video-rewriter.ts";
import { rtpView, vp8Of, vp8Payload } from "./packets.ts";

/**
 * Three temporal layers as Chrome makes them: the temporal id of each of eight frames in turn, how
 * far back the frames are that it depends on, and which are layer syncs.
 */
const PATTERN = [
  { id: 0, on: [4], sync: false },
  { id: 2, on: [1], sync: true },
  { id: 1, on: [2], sync: true },
  { id: 2, on: [3, 1], sync: false },
  { id: 0, on: [4], sync: false },
  { id: 2, on: [1, 3], sync: false },
  { id: 1, on: [2, 4], sync: false },
  { id: 2, on: [3, 1], sync: false },
] as const;

/** What one packet of a source is, besides its bytes. */
export type SourcePacket = {
  readonly view: RtpView;
  readonly sequence: number;
  /** The count of its frame in the source; -1: it only pads. */
  readonly frame: number;
  readonly temporalId: number;
  readonly dependsOn: readonly number[];
  readonly tl0: number;
};

export type SourceStart = {
  readonly sequence: number;
  readonly timestamp: number;
  readonly pictureId: number;
  readonly tl0: number;
  readonly bits: 0 | 7 | 15;
  /** False: the packets say nothing of temporal layers. */
  readonly layered?: boolean;
  /** False: no frame says that it is a layer sync. */
  readonly marked?: boolean;
};

/** One simulcast layer of a publisher. `sequence` and the frame counts do not wrap around. */
export class VideoSource {
  readonly #start: SourceStart;
  #sequence: number;
  #frame = -1;
  #tl0: number;
  #sinceKey = 0;

  constructor(start: SourceStart) {
    this.#start = start;
    this.#sequence = start.sequence;
    this.#tl0 = start.tl0;
  }

  /** The next frame, in so many packets; the last of them has the marker. */
  frame(packets: number, key = false): SourcePacket[] {
    this.#frame += 1;
    this.#sinceKey = key ? 0 : this.#sinceKey + 1;
    const { id, on } = this.#place();
    if (id === 0) this.#tl0 += 1;
    const dependsOn = key ? [] : on.map((back) => this.#frame - back);
    const about = { frame: this.#frame, temporalId: id, dependsOn, tl0: this.#tl0 & 0xff };
    const payloads = Array.from({ length: packets }, (_, i) => this.#payload(i === 0, key));
    return payloads.map((payload, i) => ({
      ...about,
      ...this.#packet(payload, i === packets - 1),
    }));
  }

  /** A packet with nothing but padding, with a sequence number of its own. */
  padding(): SourcePacket {
    const packet = this.#packet(Buffer.alloc(0), false, 20);
    return { ...packet, frame: -1, temporalId: 0, dependsOn: [], tl0: -1 };
  }

  get #layered(): boolean {
    return this.#start.layered !== false;
  }

  #place(): { id: number; on: readonly number[]; sync: boolean } {
    const all = { id: 0, on: [1], sync: false };
    return (this.#layered ? PATTERN[this.#sinceKey % PATTERN.length] : all) ?? all;
  }

  #payload(first: boolean, key: boolean): Buffer {
    const { pictureId, bits, marked } = this.#start;
    const { id, sync } = this.#place();
    const temporal = { id, tl0: this.#tl0 & 0xff, sync: sync && marked !== false };
    const numbered = { first, key, bits, pictureId: (pictureId + this.#frame) & ((1 << bits) - 1) };
    return vp8Payload(this.#layered ? { ...numbered, temporal } : numbered);
  }

  #packet(payload: Buffer, marker: boolean, padding = 0) {
    const sequence = this.#sequence++;
    const timestamp = this.#start.timestamp + this.#frame * 3000;
    return { sequence, view: rtpView({ sequence, timestamp, marker, payload, padding }) };
  }
}

/** What a packet went out as. */
export type Sent = {
  readonly packet: SourcePacket;
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly pictureId: number;
  readonly tl0: number;
};

/** Gives the packets to the rewriter; what it lets pass. */
export function rewritten(rewriter: VideoRewriter, packets: readonly SourcePacket[]): Sent[] {
  return packets.flatMap((packet) => {
    if (!rewriter.rewrite(packet.view, vp8Of(packet.view))) return [];
    const { sequence, marker, pictureId, tl0PicIdx: tl0 } = rewriter;
    const timestamp = rewriter.timestamp >>> 0;
    return [{ packet, sequence, timestamp, marker, pictureId, tl0 }];
  });
}
