import { LIMITS } from "@parley/protocol/limits";
import { restore } from "../rtp/rtx.ts";
import { isRtcp } from "../rtp/rtp-view.ts";
import { TransportFeedback } from "../rtp/transport-feedback.ts";
import type { UpOffer } from "../sdp/up-offer.ts";
import type { Incoming, RoomContext } from "./context.ts";
import type { Producer } from "./producer.ts";
import type { ProducerLayer } from "./producer-layer.ts";
import { PublisherClock } from "./publisher-clock.ts";
import { RateLimit } from "./rate-limit.ts";
import { SsrcRoutes, type Route } from "./ssrc-routes.ts";
import { UpReports } from "./up-reports.ts";

/** The audio level of a packet that does not say one (RFC 6464): silence. */
const SILENCE = 127;

export type UpEvents = {
  /** Sends RTCP. */
  readonly send: (packet: Buffer) => void;
  /** A sound of this level was received. */
  readonly heard: (producer: Producer, levelByte: number, now: number) => void;
};

/** Takes in what comes on an up connection: tells streams apart, and forwards them. */
export class UpReceiver {
  readonly routes: SsrcRoutes;
  readonly reports: UpReports;
  readonly #context: RoomContext;
  readonly #events: UpEvents;
  readonly #feedback = new TransportFeedback();
  readonly #packets = new RateLimit(LIMITS.upPackets);
  #extensions: UpOffer["extensions"];

  constructor(context: RoomContext, offer: UpOffer, events: UpEvents) {
    this.#context = context;
    this.#events = events;
    this.#extensions = offer.extensions;
    const publisher = new PublisherClock();
    const askKeyframe = (ssrc: number) => this.reports.askKeyframe(ssrc);
    this.routes = new SsrcRoutes(offer, { publisher, askKeyframe });
    const { routes, send } = { routes: this.routes, send: events.send };
    this.reports = new UpReports(context, { routes, publisher, feedback: this.#feedback, send });
  }

  update(offer: UpOffer): void {
    this.#extensions = offer.extensions;
    this.routes.update(offer);
  }

  receive(data: Buffer, now: number): void {
    if (isRtcp(data)) return this.reports.receive(data, now);
    const { incoming, counters } = this.#context;
    const { view } = incoming;
    if (!view.parse(data)) {
      counters.dropsInvalid += 1;
      return;
    }
    counters.packetsIn += 1;
    counters.bytesIn += data.length;
    this.#noteArrival(incoming, now);
    const route = this.routes.find(view.ssrc) ?? this.routes.learn(view);
    if (route === undefined) return;
    if (!this.#isAllowed(route, now)) {
      counters.dropsInvalid += 1;
      return;
    }
    route.stats.received(view.sequenceNumber, view.timestamp, now, data.length);
    if (route.type === "media") this.#take(route, incoming, now);
    else this.#restore(route, incoming, now);
  }

  /** Whether it is no more than anybody needs to send: every packet may go to many. */
  #isAllowed({ line }: Route, now: number): boolean {
    return this.#packets.take(now) && (line.section.kind === "video" || line.sound.take(now));
  }

  /** For transport-wide feedback, which counts every packet whatever it is. */
  #noteArrival({ view }: Incoming, now: number): void {
    const id = this.#extensions.transportCc;
    const at = id === null ? 0 : view.findExtension(id);
    if (at === 0 || view.extensionLength < 2) return;
    this.#feedback.received(view.data.readUInt16BE(at), now * 1000);
  }

  /** Takes the packet that an RTX packet repeats as if it were the original. */
  #restore({ line, index }: Route, { view }: Incoming, now: number): void {
    const layer = line.layers[index] ?? null;
    if (layer === null) return;
    const { restored, restoredBytes } = this.#context;
    const { payloadType } = line.section.codec;
    const length = restore(view, layer.ssrc, payloadType, restoredBytes);
    if (length > 0 && restored.view.parse(restoredBytes, length)) {
      this.#takeLayer(line.producer, layer, restored, now);
    }
  }

  #take({ line, index }: Route, packet: Incoming, now: number): void {
    const layer = line.layers[index] ?? null;
    // Other payload types, as comfort noise or RED, were not in the answer.
    if (layer === null || packet.view.payloadType !== line.section.codec.payloadType) return;
    layer.heard(now);
    this.#takeLayer(line.producer, layer, packet, now);
  }

  #takeLayer(producer: Producer | null, layer: ProducerLayer, packet: Incoming, now: number): void {
    if (producer === null || producer.muted) return;
    if (producer.kind === "audio") this.#forwardAudio(producer, layer, packet, now);
    else this.#forwardVideo(producer, layer, packet, now);
  }

  #forwardAudio(producer: Producer, layer: ProducerLayer, packet: Incoming, now: number): void {
    const { view } = packet;
    const id = this.#extensions.audioLevel;
    const at = id === null ? 0 : view.findExtension(id);
    const level = at === 0 ? SILENCE : (view.data[at] ?? SILENCE);
    this.#events.heard(producer, level, now);
    if (this.#context.outgoing.loadAudio(view, level)) producer.forward(layer, packet, now);
    else this.#giveUp(producer, layer, packet, now);
  }

  #forwardVideo(producer: Producer, layer: ProducerLayer, packet: Incoming, now: number): void {
    const { view, vp8 } = packet;
    const { lag, counters, outgoing } = this.#context;
    layer.nacks?.received(view.sequenceNumber, now);
    layer.ring?.store(view);
    if (lag.lagging(now)) {
      counters.dropsStale += 1;
      producer.interrupt();
    } else if (!vp8.parse(view.data, view.payloadStart, view.payloadEnd)) {
      this.#giveUp(producer, layer, packet, now);
    } else {
      if (vp8.keyframe) layer.keyframeArrived(view.sequenceNumber);
      if (outgoing.loadVideo(view, vp8)) producer.forward(layer, packet, now);
      else this.#giveUp(producer, layer, packet, now);
    }
  }

  /** One that is too large or cannot be read; one that is only padding is as it should be. */
  #giveUp(producer: Producer, layer: ProducerLayer, packet: Incoming, now: number): void {
    const { payloadStart, payloadEnd } = packet.view;
    if (payloadEnd > payloadStart) this.#context.counters.dropsInvalid += 1;
    producer.skip(layer, packet, now);
  }
}
