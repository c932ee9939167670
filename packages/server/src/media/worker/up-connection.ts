import { LIMITS } from "@parley/protocol/limits";
import { randomInt } from "node:crypto";
import type { TransportEnd } from "../../runtime/ports.ts";
import type { RemoteTransport } from "../sdp/transport-parameters.ts";
import { writeUpAnswer } from "../sdp/up-answer.ts";
import { parseUpOffer, type UpOffer } from "../sdp/up-offer.ts";
import type { RoomContext } from "./context.ts";
import type { Transport } from "./transport.ts";
import type { UpLine } from "./up-line.ts";
import { type UpEvents, UpReceiver } from "./up-receiver.ts";

/** An offer of a client. */
export type Offered = {
  readonly negotiation: number;
  readonly sdp: string;
  /** The mids that carry the sound of a screen. */
  readonly stereo: ReadonlySet<string>;
};

export type UpOptions = {
  readonly participantId: string;
  readonly generation: number;
  readonly heard: UpEvents["heard"];
  /** Nothing comes on its lines any more. */
  readonly onEnd: () => void;
};

type State =
  | { readonly type: "new" }
  | { readonly type: "closed" }
  | {
      readonly type: "open";
      readonly transport: Transport;
      readonly remote: RemoteTransport;
      readonly receiver: UpReceiver;
    };

/** The connection on which a client sends: it offers, we answer. */
export class UpConnection {
  readonly generation: number;
  readonly #context: RoomContext;
  readonly #options: UpOptions;
  readonly #sessionId = randomInt(2 ** 47);
  #state: State = { type: "new" };
  #negotiation = 0;
  #openedAt = 0;
  /** null until it is connected. */
  #heardAt: number | null = null;

  constructor(context: RoomContext, options: UpOptions) {
    this.#context = context;
    this.#options = options;
    this.generation = options.generation;
  }

  line(mid: string): UpLine | null {
    return this.#state.type === "open"
      ? (this.#state.receiver.routes.lines.get(mid) ?? null)
      : null;
  }

  /** Answers an offer, unless it is an old one. */
  negotiate(offered: Offered): void {
    if (offered.negotiation <= this.#negotiation || this.#state.type === "closed") return;
    this.#negotiation = offered.negotiation;
    const parsed = parseUpOffer(offered.sdp);
    if (!parsed.ok) return this.#end("refused");
    const failure = this.#apply(parsed.value);
    if (failure !== null) return this.#end(failure);
    if (this.#state.type === "open") this.#answer(parsed.value, offered, this.#state.transport);
  }

  /** Closes it, because its client asks for too much. */
  refuse(): void {
    this.#end("refused");
  }

  /** What is due every few ms. */
  pursue(now: number): void {
    if (this.#state.type === "open") this.#state.receiver.reports.pursue(now);
  }

  sendFeedback(): void {
    if (this.#state.type === "open") this.#state.receiver.reports.sendFeedback();
  }

  /** What is due every second. */
  report(now: number): void {
    if (this.#state.type !== "open") return;
    if (this.#isSilent(now, this.#state.receiver)) return this.#end("timeout");
    this.#state.receiver.reports.sendReports(now);
  }

  /** Closes it without a word. May be called again. */
  close(): void {
    const state = this.#state;
    this.#state = { type: "closed" };
    if (state.type === "open") state.transport.close();
    this.#options.onEnd();
  }

  #apply(offer: UpOffer): TransportEnd | null {
    if (this.#state.type === "new") return this.#open(offer);
    if (this.#state.type === "closed") return null;
    // What browsers call an ICE restart cannot be had: a client makes a new connection instead.
    if (this.#state.remote.ufrag !== offer.transport.ufrag) return "refused";
    this.#state.receiver.update(offer);
    return this.#state.receiver.routes.tooMany ? "refused" : null;
  }

  #open(offer: UpOffer): TransportEnd | null {
    const now = this.#context.clock.now();
    const handlers = {
      onPacket: (data: Buffer) => this.#receive(data),
      onConnected: () => (this.#heardAt = this.#context.clock.now()),
      onClosed: () => this.#end("failed"),
    };
    const transport = this.#context.transports.accept(offer.transport, handlers);
    if (transport === "overloaded" || transport === "failed") return transport;
    const send = (packet: Buffer) => transport.send(packet);
    const receiver = new UpReceiver(this.#context, offer, { send, heard: this.#options.heard });
    this.#state = { type: "open", transport, remote: offer.transport, receiver };
    this.#openedAt = now;
    return null;
  }

  #answer(offer: UpOffer, { negotiation, stereo }: Offered, transport: Transport): void {
    const sdp = writeUpAnswer({
      offer,
      stereo,
      local: transport.local,
      candidates: this.#context.transports.candidates,
      sessionId: this.#sessionId,
      sessionVersion: negotiation,
    });
    const { participantId, generation } = this.#options;
    this.#context.tell({ type: "answer", participantId, generation, negotiation, sdp });
  }

  #receive(data: Buffer): void {
    if (this.#state.type !== "open") return;
    const now = this.#context.clock.now();
    this.#heardAt = now;
    this.#state.receiver.receive(data, now);
    if (this.#state.receiver.routes.tooMany) this.#end("refused");
  }

  /** Browsers that send nothing say nothing either: silence counts while something is expected. */
  #isSilent(now: number, { routes }: UpReceiver): boolean {
    if (this.#heardAt === null) return now - this.#openedAt >= LIMITS.transportOpenMs;
    const expected = [...routes.lines.values()].some(({ producer }) => producer?.muted === false);
    if (!expected) this.#heardAt = now;
    return now - this.#heardAt >= LIMITS.transportSilenceMs;
  }

  #end(reason: TransportEnd): void {
    if (this.#state.type === "closed") return;
    this.close();
    const { participantId, generation } = this.#options;
    this.#context.tell({ type: "closed", transport: "up", participantId, generation, reason });
  }
}
