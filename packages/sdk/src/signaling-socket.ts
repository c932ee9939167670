import {
  type ClientMessage,
  LIMITS,
  SUBPROTOCOL,
  type ServerMessage,
  type ServerMessages,
  encode,
} from "@parley/protocol";
import type { Clock } from "./clock.ts";
import { type Frame, decodeFrame } from "./schema-check.ts";
import { type SocketEnd, endOfClose, endOfGoodbye, lost } from "./socket-end.ts";

/** How long a leave may take before the socket is closed without an answer. */
const LEAVE_MS = 1000;

export type SignalingSocketOptions = {
  readonly url: string;
  readonly WebSocket: typeof WebSocket;
  readonly clock: Clock;
  readonly onFrame: (frame: Frame) => void;
  /** Called at most once, and not after close(): from then on nothing is delivered. */
  readonly onEnd: (end: SocketEnd) => void;
};

/** One WebSocket from its opening to its end: decoding, liveness, leaving. */
export class SignalingSocket {
  readonly #options: SignalingSocketOptions;
  readonly #socket: WebSocket;
  readonly #listening = new AbortController();
  /** Resolves when messages can be sent; never when it does not come to that. */
  readonly #opened = Promise.withResolvers<void>();
  /** Resolves when the leave is answered, or the socket is no more. */
  readonly #left = Promise.withResolvers<void>();
  #cancelTimer: () => void = () => {};
  #leaveId: number | null = null;
  #welcomed = false;
  #refusal: ServerMessages["error"] | null = null;

  /** @throws SyntaxError or SecurityError (a DOMException) when the URL cannot be connected to */
  constructor(options: SignalingSocketOptions) {
    this.#options = options;
    this.#socket = new options.WebSocket(options.url, SUBPROTOCOL);
    const { signal } = this.#listening;
    this.#socket.addEventListener("open", () => this.#onOpen(), { signal });
    this.#socket.addEventListener("message", (event) => this.#onFrame(event.data), { signal });
    this.#socket.addEventListener("close", (event) => this.#onClose(event.code), { signal });
  }

  /** Sends a message, once the socket is open; one that breaks meanwhile loses it. */
  send(message: ClientMessage): void {
    this.#socket.send(encode(message));
  }

  /** Asks whether anybody is there; the socket is given up when nothing is heard for so long. */
  probe(patienceMs: number): void {
    this.#cancelTimer();
    this.send({ type: "ping", t: this.#options.clock.now() });
    const giveUp = () => this.#finish(lost("not_heard_from"));
    this.#cancelTimer = this.#options.clock.after(patienceMs, giveUp);
  }

  /** Leaves the meeting, then closes; resolves within a second, answered or not. */
  async leave(id: number): Promise<void> {
    this.#leaveId = id;
    const limit = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(LEAVE_MS, () => limit.resolve());
    // A socket that is being opened may have a place in the room already: it must say goodbye too.
    void this.#opened.promise.then(() => this.send({ type: "leave", id }));
    await Promise.race([limit.promise, this.#left.promise]);
    cancel();
    this.close();
  }

  /** Stops listening and closes. */
  close(): void {
    if (this.#listening.signal.aborted) return;
    this.#listening.abort();
    this.#left.resolve();
    this.#cancelTimer();
    this.#socket.close();
  }

  #finish(end: SocketEnd): void {
    if (this.#listening.signal.aborted) return;
    this.close();
    this.#options.onEnd(end);
  }

  #onOpen(): void {
    this.#opened.resolve();
    this.#heard();
  }

  #onClose(code: number): void {
    this.#finish(endOfClose(code, this.#refusal));
  }

  #onFrame(data: unknown): void {
    this.#heard();
    if (typeof data !== "string") return;
    const frame = decodeFrame(data);
    if (frame.kind === "message") this.#note(frame.message);
    this.#options.onFrame(frame);
    if (frame.kind === "message" && frame.message.type === "goodbye")
      this.#finish(endOfGoodbye(frame.message));
  }

  /** What concerns the socket itself. */
  #note(message: ServerMessage): void {
    if (message.type === "welcome") {
      this.#welcomed = true;
      this.#refusal = null;
    } else if (message.type === "error" && !this.#welcomed) this.#refusal = message;
    if ("replyTo" in message && message.replyTo === this.#leaveId) this.#left.resolve();
  }

  /** Silence is broken: wait for the next. */
  #heard(): void {
    this.#cancelTimer();
    const probe = () => this.probe(LIMITS.clientPongMs);
    this.#cancelTimer = this.#options.clock.after(LIMITS.clientIdleMs, probe);
  }
}
