import { LIMITS } from "@parley/protocol/limits";
import { ReceiveStats } from "../rtp/receive-stats.ts";
import type { RtpView } from "../rtp/rtp-view.ts";
import type { UpOffer, UpSection } from "../sdp/up-offer.ts";
import { LAYERS } from "./layer-demand.ts";
import { CLOCK_RATES, type LayerOptions, ProducerLayer } from "./producer-layer.ts";
import { UpLine } from "./up-line.ts";

/** Which stream of a line: `repair` repeats the packets of `media` (RFC 4588). */
type Place = { readonly line: UpLine; readonly index: number; readonly type: "media" | "repair" };

/** What the packets of one SSRC are. */
export type Route = Place & { readonly stats: ReceiveStats };

/**
 * Which SSRC is which stream of an up connection: known from the offer or learned once from header
 * extensions (RFC 9143 9.2, RFC 8852), since browsers stop sending those.
 */
export class SsrcRoutes {
  readonly #options: Pick<LayerOptions, "publisher" | "askKeyframe">;
  readonly #lines = new Map<string, UpLine>();
  readonly #routes = new Map<number, Route>();
  /** SSRCs that are nothing to us. Each costs the library memory that it never frees. */
  readonly #strange = new Set<number>();
  /** How often a stream has changed its SSRC. */
  #changes = 0;
  #extensions: UpOffer["extensions"];

  constructor(offer: UpOffer, options: Pick<LayerOptions, "publisher" | "askKeyframe">) {
    this.#options = options;
    this.#extensions = offer.extensions;
    this.update(offer);
  }

  get lines(): ReadonlyMap<string, UpLine> {
    return this.#lines;
  }

  /** Every stream that is known. */
  get all(): ReadonlyMap<number, Route> {
    return this.#routes;
  }

  /** More streams or lines than anybody needs: what is kept of them would grow and grow. */
  get tooMany(): boolean {
    const { unknownSsrcs, sdpMediaLines } = LIMITS;
    return this.#strange.size + this.#changes > unknownSsrcs || this.#lines.size > sdpMediaLines;
  }

  /** Takes in an offer: lines are added, changed and never removed. */
  update(offer: UpOffer): void {
    this.#extensions = offer.extensions;
    for (const section of offer.sections) {
      const line = this.#lines.get(section.mid);
      if (line === undefined) this.#lines.set(section.mid, new UpLine(section));
      else line.section = section;
      this.#announce(section);
    }
  }

  find(ssrc: number): Route | undefined {
    return this.#routes.get(ssrc);
  }

  /** Learns what the stream of this packet is. undefined: it cannot be told. */
  learn(view: RtpView): Route | undefined {
    const place = this.#read(view);
    if (place === null) this.#strange.add(view.ssrc);
    else this.#add(view.ssrc, place);
    return this.#routes.get(view.ssrc);
  }

  /** Takes note of who sends RTCP. */
  noteReporter(ssrc: number): void {
    if (!this.#routes.has(ssrc)) this.#strange.add(ssrc);
  }

  #announce({ mid, streams, rids }: UpSection): void {
    const line = this.#lines.get(mid);
    // With rids nothing says which SSRC is which layer.
    if (line === undefined || rids.length > 0) return;
    for (const [index, { ssrc, rtxSsrc }] of streams.entries()) {
      this.#add(ssrc, { line, index, type: "media" });
      if (rtxSsrc !== null) this.#add(rtxSsrc, { line, index, type: "repair" });
    }
  }

  #add(ssrc: number, place: Place): void {
    if (this.#routes.has(ssrc)) return;
    this.#replace(place);
    this.#strange.delete(ssrc);
    this.#routes.set(ssrc, { ...place, stats: this.#open(ssrc, place) });
  }

  #open(ssrc: number, { line, index, type }: Place): ReceiveStats {
    const { kind } = line.section;
    if (type === "repair") return new ReceiveStats(ssrc, CLOCK_RATES[kind]);
    const layer = new ProducerLayer({ kind, index, ssrc, ...this.#options });
    line.setLayer(layer);
    return layer.stats;
  }

  /** A stream has one SSRC at a time: whatever it had before means nothing any more. */
  #replace({ line, index, type }: Place): void {
    for (const [ssrc, old] of this.#routes) {
      if (old.line !== line || old.index !== index || old.type !== type) continue;
      this.#routes.delete(ssrc);
      this.#changes += 1;
    }
  }

  #read(view: RtpView): Place | null {
    const line = this.#lines.get(textOf(view, this.#extensions.mid));
    if (line === undefined) return null;
    const { rids, codec } = line.section;
    if (rids.length === 0) {
      return { line, index: 0, type: view.payloadType === codec.rtx ? "repair" : "media" };
    }
    const rid = textOf(view, this.#extensions.rid);
    const repaired = textOf(view, this.#extensions.repairedRid);
    const index = LAYERS.findIndex((layer) => layer === (repaired || rid));
    if (index === -1) return null;
    return { line, index, type: repaired === "" ? "media" : "repair" };
  }
}

/** A header extension as text; "" when there is none. */
function textOf(view: RtpView, id: number | null): string {
  const start = id === null ? 0 : view.findExtension(id);
  return start === 0 ? "" : view.data.toString("latin1", start, start + view.extensionLength);
}
