import type { TrackSource } from "@parley/protocol";
import type { Incoming } from "./context.ts";
import { LayerDemand } from "./layer-demand.ts";
import type { ProducerLayer } from "./producer-layer.ts";
import { SoundLoss } from "./sound-loss.ts";
import type { UpLine } from "./up-line.ts";

/** Where a track comes from. `generation` null: the newest up connection. */
export type Binding = { readonly mid: string; readonly generation: number | null };

export type ProducerOptions = {
  readonly trackId: string;
  readonly participantId: string;
  readonly source: TrackSource;
  readonly binding: Binding;
  readonly muted: boolean;
  readonly now: number;
};

/** A line of a receiver that has this track. */
export interface Consumer {
  /** Sends a packet of `layer` on, if it is due to this receiver. The outgoing packet is loaded. */
  forward(layer: ProducerLayer, packet: Incoming, now: number): void;
  /** A packet of `layer` that is of no use to anybody: it leaves no gap in the numbers. */
  skip(layer: ProducerLayer, packet: Incoming, now: number): void;
  /** Packets are missing from now on: video goes on at a keyframe, sound without a gap. */
  interrupt(): void;
  /** The layers that this receiver would use, as a set of bits: 1 is the lowest. */
  readonly wanted: number;
}

/** A published track. It stays the same when its connection is replaced. */
export class Producer {
  readonly trackId: string;
  readonly participantId: string;
  readonly source: TrackSource;
  readonly kind: "audio" | "video";
  /** Of a camera: which layers anybody watches. */
  readonly demand: LayerDemand | null;
  /** Of sound: what is lost on the way to those who hear it. */
  readonly soundLoss: SoundLoss | null;
  binding: Binding;
  #muted: boolean;
  #line: UpLine | null = null;
  /** Never changed but replaced; gone through by index, as an iterator allocates for each of them. */
  #consumers: readonly Consumer[] = [];

  constructor({ trackId, participantId, source, binding, muted, now }: ProducerOptions) {
    this.trackId = trackId;
    this.participantId = participantId;
    this.source = source;
    this.kind = source === "camera" || source === "screen" ? "video" : "audio";
    this.demand = source === "camera" ? new LayerDemand(now) : null;
    this.soundLoss = this.kind === "audio" ? new SoundLoss() : null;
    this.binding = binding;
    this.#muted = muted;
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** Where it comes from now; null: from nowhere. */
  get line(): UpLine | null {
    return this.#line;
  }

  layer(index: number): ProducerLayer | null {
    return this.#line?.layers[index] ?? null;
  }

  /** Who gets what is forwarded. */
  get consumers(): readonly Consumer[] {
    return this.#consumers;
  }

  /** The layers that anybody would use, as a set of bits. */
  get wanted(): number {
    const consumers = this.#consumers;
    let wanted = 0;
    for (let i = 0; i < consumers.length; i += 1) wanted |= consumers[i]?.wanted ?? 0;
    return wanted;
  }

  /** From now on this line gets what is forwarded; one that does already gets it no more often. */
  addConsumer(consumer: Consumer): void {
    this.removeConsumer(consumer);
    this.#consumers = [...this.#consumers, consumer];
  }

  removeConsumer(consumer: Consumer): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    if (muted) this.interrupt();
  }

  /** From now on it comes on this line. */
  attach(line: UpLine | null, now: number): void {
    if (line === this.#line) return;
    if (this.#line?.producer === this) this.#line.carry(null);
    this.interrupt();
    line?.producer?.attach(null, now);
    this.#line = line;
    line?.carry(this);
    // A new connection sends all its layers until it is told otherwise.
    this.demand?.reset(now);
  }

  interrupt(): void {
    for (const consumer of this.#consumers) consumer.interrupt();
  }

  forward(layer: ProducerLayer, packet: Incoming, now: number): void {
    const consumers = this.#consumers;
    for (let i = 0; i < consumers.length; i += 1) consumers[i]?.forward(layer, packet, now);
  }

  skip(layer: ProducerLayer, packet: Incoming, now: number): void {
    for (const consumer of this.#consumers) consumer.skip(layer, packet, now);
  }
}
