import { AudioRewriter } from "../rtp/audio-rewriter.ts";
import { DOWN } from "../sdp/codecs.ts";
import type { SenderReport } from "../rtp/rtcp-records.ts";
import type { Incoming } from "./context.ts";
import type { Outlet } from "./outlet.ts";
import type { Consumer } from "./producer.ts";
import type { ProducerLayer } from "./producer-layer.ts";
import { SentStream } from "./sent-stream.ts";
import type { StreamStart } from "./stream-start.ts";

/** Sends the sound of one track at a time, as one stream. */
export class AudioLine implements Consumer {
  readonly kind = "audio";
  readonly wanted = 1;
  readonly stream: SentStream;
  readonly #outlet: Outlet;
  readonly #rewriter: AudioRewriter;
  #layer: ProducerLayer | null = null;

  constructor(outlet: Outlet, start: StreamStart) {
    this.#outlet = outlet;
    this.#rewriter = new AudioRewriter(start);
    this.stream = new SentStream(start.ssrc);
  }

  forward(layer: ProducerLayer, { view }: Incoming, now: number): void {
    const rewriter = this.#rewriter;
    if (layer !== this.#layer) {
      rewriter.startSource(view, now);
      this.#layer = layer;
    }
    if (!rewriter.rewrite(view, now)) return;
    const { packet } = this.#outlet;
    packet.address(this.stream.ssrc, DOWN.opus);
    packet.number(rewriter.sequence, rewriter.timestamp, rewriter.marker);
    this.stream.count(this.#outlet.send("audio", now));
  }

  skip(layer: ProducerLayer, { view }: Incoming, now: number): void {
    if (layer === this.#layer) this.#rewriter.rewrite(view, now);
  }

  interrupt(): void {
    this.#layer = null;
    this.#rewriter.stop();
  }

  report(now: number): SenderReport | null {
    return this.#layer === null ? null : this.stream.report(this.#layer, this.#rewriter, now);
  }
}
