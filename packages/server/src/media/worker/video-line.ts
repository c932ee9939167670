import { OutHistory } from "../rtp/out-history.ts";
import { VideoRewriter } from "../rtp/video-rewriter.ts";
import type { SenderReport } from "../rtp/rtcp-records.ts";
import { DOWN } from "../sdp/codecs.ts";
import type { Incoming } from "./context.ts";
import type { Counting } from "./counting.ts";
import type { Outlet } from "./outlet.ts";
import type { Consumer, Producer } from "./producer.ts";
import type { ProducerLayer } from "./producer-layer.ts";
import { Repairer } from "./repairer.ts";
import { SentStream } from "./sent-stream.ts";
import type { StreamStart } from "./stream-start.ts";

const TICKS_PER_MS = 90;

/** What a receiver is to get of a track. */
export type Aim = {
  /** -1: nothing. */
  readonly layer: number;
  /** The highest temporal layer. */
  readonly temporal: number;
  /** All layers that would be of use, come they or not; see `Consumer`. */
  readonly wanted: number;
};

const NOTHING: Aim = { layer: -1, temporal: 0, wanted: 0 };

/** Sends the picture of one track at a time, in one of its layers, as one stream. */
export class VideoLine implements Consumer {
  readonly kind = "video";
  readonly stream: SentStream;
  readonly #repairer: Repairer;
  readonly #outlet: Outlet;
  readonly #counters: Counting;
  readonly #rewriter: VideoRewriter;
  #history = new OutHistory();
  #aim = NOTHING;
  /** What is being sent; null: nothing before the next keyframe. */
  #layer: ProducerLayer | null = null;
  /** What was sent last. */
  #last: ProducerLayer | null = null;
  #lastAt = 0;

  constructor(outlet: Outlet, start: StreamStart, counters: Counting) {
    this.#outlet = outlet;
    this.#counters = counters;
    this.#rewriter = new VideoRewriter(start);
    this.stream = new SentStream(start.ssrc);
    this.#repairer = new Repairer(outlet, start);
  }

  /** The layer that is being sent; -1: none. */
  get current(): number {
    return this.#layer?.index ?? -1;
  }

  /** Whether padding may be sent on this line: it has to have sent something. */
  get canPad(): boolean {
    return this.#last !== null;
  }

  forward(layer: ProducerLayer, packet: Incoming, now: number): void {
    if (layer !== this.#layer && !this.#begin(layer, packet, now)) return;
    const rewriter = this.#rewriter;
    if (!rewriter.rewrite(packet.view, packet.vp8)) return;
    const out = this.#outlet.packet;
    out.address(this.stream.ssrc, DOWN.vp8);
    out.number(rewriter.sequence, rewriter.timestamp, rewriter.marker);
    out.setPictureId(rewriter.pictureId);
    out.setTl0(rewriter.tl0PicIdx);
    this.#history.note(rewriter, packet.view.sequenceNumber);
    this.#lastAt = now;
    this.stream.count(this.#outlet.send("video", now));
  }

  skip(layer: ProducerLayer, { view }: Incoming): void {
    if (layer === this.#layer) this.#rewriter.rewrite(view, null);
  }

  interrupt(): void {
    this.#layer = null;
    this.#rewriter.stop();
  }

  get wanted(): number {
    return this.#aim.wanted;
  }

  /**
   * Goes for a layer of the track. Every switch begins at a keyframe: it is asked for as long as it
   * has not come.
   */
  steer(aim: Aim, producer: Producer, now: number): void {
    this.#aim = aim;
    if (aim.layer === -1) return this.interrupt();
    // On the way down the layer that is too much goes on with its lowest temporal layer only.
    const leaving = this.#layer !== null && aim.layer < this.#layer.index;
    this.#rewriter.setMaxTemporal(leaving ? 0 : aim.temporal);
    const target = producer.layer(aim.layer);
    if (target === null || target === this.#layer) return;
    if (this.#layer === null || canAlign(this.#layer, target)) target.requestKeyframe(now);
  }

  /** The receiver cannot go on without a keyframe. */
  pli(producer: Producer, now: number): void {
    const layer = this.#layer ?? producer.layer(this.#aim.layer);
    layer?.requestKeyframe(now);
  }

  /** The receiver asks for a packet again. */
  nack(sequence: number, producer: Producer, times: { now: number; rttMs: number }): void {
    if (!this.#history.find(sequence)) return;
    const ring = producer.layer(this.#history.layer)?.ring ?? null;
    if (ring !== null && ring.find(this.#history.inSeq)) {
      this.#repairer.send(sequence, { history: this.#history, ring }, times);
    }
  }

  /** Sends a packet with so many bytes of padding. Gives its size; 0: it was not sent. */
  pad(bytes: number, now: number): number {
    return this.#repairer.pad(bytes, this.#rewriter.lastTimestamp, now);
  }

  report(now: number): SenderReport | null {
    return this.#layer === null ? null : this.stream.report(this.#layer, this.#rewriter, now);
  }

  /** Whether the packet begins what is aimed at; then that is sent from here on. */
  #begin(layer: ProducerLayer, { view, vp8 }: Incoming, now: number): boolean {
    if (layer.index !== this.#aim.layer || !vp8.keyframe) return false;
    const last = this.#last;
    // A viewer would see time jump: better the old layer until both senders' clocks are known.
    if (this.#layer !== null && !canAlign(this.#layer, layer)) return false;
    this.#rewriter.setMaxTemporal(this.#aim.temporal);
    this.#rewriter.startLayer(layer.index, view, this.#startTimestamp(layer, view.timestamp, now));
    if (last !== null && last.publisher !== layer.publisher) this.#history = new OutHistory();
    else if (last !== null && last.index !== layer.index) this.#counters.layerSwitches += 1;
    this.#layer = layer;
    this.#last = layer;
    return true;
  }

  /** Where time goes on for the receiver. null: it begins. */
  #startTimestamp(layer: ProducerLayer, timestamp: number, now: number): number | null {
    const last = this.#last;
    if (last === null) return null;
    if (last === layer) return this.#rewriter.toOutTimestamp(timestamp);
    if (canAlign(last, layer)) {
      const inLast = last.clock.fromNtpMs(layer.clock.toNtpMs(timestamp));
      return this.#rewriter.toOutTimestamp(inLast);
    }
    const passed = Math.round((now - this.#lastAt) * TICKS_PER_MS);
    return (this.#rewriter.lastTimestamp + passed) >>> 0;
  }
}

/** Whether it is known which timestamps of two layers mean the same moment. */
const canAlign = (a: ProducerLayer, b: ProducerLayer): boolean =>
  a === b || (a.publisher === b.publisher && a.clock.ready && b.clock.ready);
