import { LIMITS } from "@parley/protocol/limits";
import { LayerClock } from "../rtp/layer-clock.ts";
import { NackTracker } from "../rtp/nack-tracker.ts";
import { PacketRing } from "../rtp/packet-ring.ts";
import { ReceiveStats } from "../rtp/receive-stats.ts";
import type { PublisherClock } from "./publisher-clock.ts";

/** A publisher is asked for a keyframe of one layer this often at most. */
const KEYFRAME_INTERVAL_MS = 500;

/** A camera's layer that sent nothing for so long has stopped: browsers drop layers by themselves. */
const ALIVE_MS = 1000;

const RING_SLOTS = 512;
export const CLOCK_RATES = { audio: 48_000, video: 90_000 } as const;

export type LayerOptions = {
  readonly kind: "audio" | "video";
  /** Among the encodings of its line, from the smallest; 0 where there is only one. */
  readonly index: number;
  readonly ssrc: number;
  readonly publisher: PublisherClock;
  /** Sends a PLI for this SSRC. */
  readonly askKeyframe: (ssrc: number) => void;
};

/** One stream as its publisher sends it: an encoding of a video line, or the sound of an audio line. */
export class ProducerLayer {
  readonly index: number;
  readonly ssrc: number;
  readonly stats: ReceiveStats;
  readonly clock: LayerClock;
  readonly publisher: PublisherClock;
  readonly #kind: "audio" | "video";
  readonly #askKeyframe: (ssrc: number) => void;
  #ring: PacketRing | null = null;
  #nacks: NackTracker | null = null;
  #lastAt = -Infinity;
  #askedAt = -Infinity;
  #keyframe: "none" | "wanted" = "none";

  constructor({ kind, index, ssrc, publisher, askKeyframe }: LayerOptions) {
    this.index = index;
    this.ssrc = ssrc;
    this.publisher = publisher;
    this.stats = new ReceiveStats(ssrc, CLOCK_RATES[kind]);
    this.clock = new LayerClock(CLOCK_RATES[kind]);
    this.#kind = kind;
    this.#askKeyframe = askKeyframe;
  }

  /** What was received, to be sent again; null while it is nobody's track, and of audio. */
  get ring(): PacketRing | null {
    return this.#ring;
  }

  /** What is missing, to be asked for again; null as above. */
  get nacks(): NackTracker | null {
    return this.#nacks;
  }

  /** From now on it is part of a track: lost packets matter. */
  keep(): void {
    if (this.#kind === "audio" || this.#ring !== null) return;
    this.#ring = new PacketRing(LIMITS.videoRingBytes, RING_SLOTS);
    this.#nacks = new NackTracker();
  }

  /** It is nobody's track any more. */
  drop(): void {
    this.#ring = null;
    this.#nacks = null;
  }

  heard(now: number): void {
    this.#lastAt = now;
  }

  alive(now: number): boolean {
    return now - this.#lastAt < ALIVE_MS;
  }

  bps(now: number): number {
    return this.stats.bitrate.bps(now);
  }

  /** Asks the publisher for a keyframe, at once or as soon as it may be asked again. */
  requestKeyframe(now: number): void {
    this.#keyframe = "wanted";
    this.pursueKeyframe(now);
  }

  /** Sends a request that had to wait. */
  pursueKeyframe(now: number): void {
    if (this.#keyframe === "none" || now - this.#askedAt < KEYFRAME_INTERVAL_MS) return;
    this.#keyframe = "none";
    this.#askedAt = now;
    this.#askKeyframe(this.ssrc);
  }

  /** One begins with this packet: whoever waited has it. */
  keyframeArrived(sequence: number): void {
    this.#keyframe = "none";
    this.#nacks?.keyframe(sequence);
  }
}
