import { LIMITS } from "@parley/protocol/limits";
import type { UpSection } from "../sdp/up-offer.ts";
import type { Producer } from "./producer.ts";
import type { ProducerLayer } from "./producer-layer.ts";
import { RateLimit } from "./rate-limit.ts";

/** One media section of an up connection. */
export class UpLine {
  /** As it was offered last. */
  section: UpSection;
  readonly layers: (ProducerLayer | null)[] = [null, null, null];
  /** For audio: whoever hears it gets every packet. */
  readonly sound = new RateLimit(LIMITS.soundPackets);
  #producer: Producer | null = null;

  constructor(section: UpSection) {
    this.section = section;
  }

  get producer(): Producer | null {
    return this.#producer;
  }

  /** A layer begins, perhaps under another SSRC than before. */
  setLayer(layer: ProducerLayer): void {
    const before = this.layers[layer.index] ?? null;
    this.layers[layer.index] = layer;
    if (this.#producer === null) return;
    layer.keep();
    if (before !== null) this.#producer.interrupt();
  }

  /** What comes on this line is that track from now on. */
  carry(producer: Producer | null): void {
    this.#producer = producer;
    for (const layer of this.layers) {
      if (producer === null) layer?.drop();
      else layer?.keep();
    }
  }
}
