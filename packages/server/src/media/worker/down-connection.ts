import { LIMITS } from "@parley/protocol/limits";
import { randomInt } from "node:crypto";
import type { TransportEnd } from "../../runtime/ports.ts";
import { isRtcp } from "../rtp/rtp-view.ts";
import { parseDownAnswer } from "../sdp/down-answer.ts";
import { writeDownOffer } from "../sdp/down-offer.ts";
import type { RemoteTransport } from "../sdp/transport-parameters.ts";
import type { RoomContext } from "./context.ts";
import { DownLines, type Wanted } from "./down-lines.ts";
import { DownReports } from "./down-reports.ts";
import { Outlet } from "./outlet.ts";
import type { Producer } from "./producer.ts";
import { RateControl, type RateOptions } from "./rate-control.ts";
import type { Transport } from "./transport.ts";

/** Changes so close together travel in one offer. */
const COALESCE_MS = 20;

/** While something was sent so lately, the receiver is expected to report on it. */
const SENDING_MS = 2000;

export type DownOptions = Pick<RateOptions, "subscriptions" | "isSpeaking"> & {
  readonly participantId: string;
  readonly generation: number;
  readonly wanted: () => Wanted;
};

type State =
  | { readonly type: "new" }
  | { readonly type: "closed" }
  | {
      readonly type: "open";
      readonly transport: Transport;
      /** That is not answered yet. */
      readonly offered: number | null;
      /** null before the first answer. */
      readonly remote: RemoteTransport | null;
    };

/** The connection on which a client receives: we offer, it answers. */
export class DownConnection {
  readonly generation: number;
  readonly lines: DownLines;
  readonly rate: RateControl;
  readonly #context: RoomContext;
  readonly #options: DownOptions;
  readonly #outlet: Outlet;
  readonly #reports: DownReports;
  readonly #sessionId = randomInt(2 ** 47);
  #state: State = { type: "new" };
  #negotiation = 0;
  #openedAt = 0;
  /** null until it is connected. */
  #heardAt: number | null = null;
  #cancelUpdate: (() => void) | null = null;

  constructor(context: RoomContext, options: DownOptions) {
    this.#context = context;
    this.#options = options;
    this.generation = options.generation;
    const outlet = new Outlet(context);
    const lines = new DownLines(context, outlet);
    const reports = new DownReports(context, lines, outlet);
    const { subscriptions, isSpeaking } = options;
    const includesAudio = () => reports.hasRemb;
    this.rate = new RateControl({ lines, outlet, subscriptions, isSpeaking, includesAudio });
    this.lines = lines;
    this.#outlet = outlet;
    this.#reports = reports;
  }

  /** What the line to this receiver is believed to carry; 0 when there is none. */
  get estimateBps(): number {
    return this.#heardAt !== null && this.#state.type === "open" ? this.#outlet.estimator.bps : 0;
  }

  /** Makes the first offer. */
  open(): void {
    const now = this.#context.clock.now();
    const handlers = {
      onPacket: (data: Buffer) => this.#receive(data),
      onConnected: () => this.#connected(),
      onClosed: () => this.#end("failed"),
    };
    const transport = this.#context.transports.offer(handlers);
    if (transport === "overloaded" || transport === "failed") return this.#end(transport);
    this.#outlet.open(transport);
    this.#openedAt = now;
    this.#state = { type: "open", transport, offered: null, remote: null };
    this.lines.assign(this.#options.wanted());
    this.#offer();
  }

  /** Closes it, because its client asks for too much. */
  refuse(): void {
    this.#end("refused");
  }

  /** An answer; to another offer than the one in flight it is ignored. */
  answer(negotiation: number, sdp: string): void {
    const state = this.#state;
    if (state.type !== "open" || state.offered !== negotiation) return;
    const parsed = parseDownAnswer(sdp);
    if (!parsed.ok) return this.#end("refused");
    const { transport: remote, receiving } = parsed.value;
    if (state.remote === null && !state.transport.answered(remote)) return this.#end("refused");
    this.#state = { ...state, offered: null, remote: state.remote ?? remote };
    this.lines.answer(receiving);
    this.update();
  }

  /** Tracks have come or gone: is told soon. */
  changed(): void {
    if (this.#state.type !== "open" || this.#cancelUpdate !== null) return;
    this.#cancelUpdate = this.#context.clock.after(COALESCE_MS, () => this.update());
  }

  /** Gives every track its line, and offers what the receiver does not know. */
  update(): void {
    this.#cancelUpdate?.();
    this.#cancelUpdate = null;
    if (this.#state.type !== "open") return;
    this.lines.assign(this.#options.wanted());
    if (this.#state.offered === null && this.lines.needsOffer) this.#offer();
    const slots = this.lines.takeSlots();
    const { participantId, generation } = this.#options;
    if (slots !== null) this.#context.tell({ type: "slots", participantId, generation, slots });
    this.#carry();
  }

  /** A track is gone. */
  drop(producer: Producer): void {
    this.lines.drop(producer, this.#heardAt !== null);
  }

  /** What is due every few ms. */
  pursue(now: number): void {
    if (this.#heardAt !== null) this.rate.probe(now);
  }

  /** Divides what the line carries. */
  steer(now: number): void {
    if (this.#heardAt === null) return;
    this.#outlet.allowRepairs();
    this.rate.steer(now);
  }

  /** What is due every second. */
  report(now: number): void {
    if (this.#isSilent(now)) return this.#end("timeout");
    if (this.#heardAt !== null) this.#reports.sendReports(now);
  }

  /** Closes it without a word. May be called again. */
  close(): void {
    this.#cancelUpdate?.();
    this.#cancelUpdate = null;
    const state = this.#state;
    this.#state = { type: "closed" };
    this.#heardAt = null;
    this.lines.close();
    this.#outlet.close();
    if (state.type === "open") state.transport.close();
  }

  #offer(): void {
    if (this.#state.type !== "open") return;
    this.#negotiation += 1;
    this.#state = { ...this.#state, offered: this.#negotiation };
    const { lines, tracks } = this.lines.describe();
    const sdp = writeDownOffer({
      lines,
      local: this.#state.transport.local,
      candidates: this.#context.transports.candidates,
      sessionId: this.#sessionId,
      sessionVersion: this.#negotiation,
    });
    const { participantId, generation } = this.#options;
    const negotiation = this.#negotiation;
    this.#context.tell({ type: "offer", participantId, generation, negotiation, sdp, tracks });
  }

  #connected(): void {
    this.#heardAt = this.#context.clock.now();
    this.#carry();
  }

  /** Sends what the receiver knows of, and asks for keyframes at once. */
  #carry(): void {
    this.lines.carry(this.#heardAt !== null);
    if (this.#heardAt !== null) this.rate.steer(this.#context.clock.now());
  }

  #receive(data: Buffer): void {
    const now = this.#context.clock.now();
    this.#heardAt = now;
    if (isRtcp(data)) this.#reports.receive(data, now);
    else this.#reports.noteRtp(data);
    if (this.#reports.tooMany) this.#end("refused");
  }

  /** Who gets nothing says nothing: silence counts while something is sent. */
  #isSilent(now: number): boolean {
    if (this.#state.type !== "open") return false;
    if (this.#heardAt === null) return now - this.#openedAt >= LIMITS.transportOpenMs;
    if (now - this.#outlet.sentAt > SENDING_MS) this.#heardAt = now;
    return now - this.#heardAt >= LIMITS.transportSilenceMs;
  }

  #end(reason: TransportEnd): void {
    if (this.#state.type === "closed") return;
    this.close();
    const { participantId, generation } = this.#options;
    this.#context.tell({ type: "closed", transport: "down", participantId, generation, reason });
  }
}
