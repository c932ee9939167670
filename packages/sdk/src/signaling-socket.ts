import {
  type ClientMessage,
  LIMITS,
  SUBPROTOCOL,
  type ServerMessage,
  type ServerMessages,
  encode,
} from "@parley/protocol";
import type { Clock } from "./clock.ts";
import { SignalingError } from "./errors.ts";
import { PendingRequests } from "./pending-requests.ts";
import { decodeServerMessage } from "./schema-check.ts";
import { type SocketEnd, endOfClose, endOfGoodbye, lost } from "./socket-end.ts";

export type WithoutId<M> = M extends unknown ? Omit<M, "id"> : never;

/** A message as a caller gives it: the client adds the `id`. */
export type OutgoingMessage = WithoutId<ClientMessage>;

/** How long a leave may take before the socket is closed without an answer. */
const LEAVE_MS = 1000;

export type SignalingSocketOptions = {
  readonly url: string;
  readonly WebSocket: typeof WebSocket;
  readonly clock: Clock;
  readonly onMessage: (message: ServerMessage) => void;
  /** Called at most once, and not after close(): from then on nothing is delivered. */
  readonly onEnd: (end: SocketEnd) => void;
};

/** One WebSocket from its opening to its end: decoding, answers by id, liveness. */
export class SignalingSocket {
  readonly #options: SignalingSocketOptions;
  readonly #socket: WebSocket;
  readonly #pending = new PendingRequests();
  readonly #listening = new AbortController();
  /** Resolves when messages can be sent; never when it does not come to that. */
  readonly #opened = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #cancelTimer: () => void = () => {};
  #nextId = 1;
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

  /** Sends a message and waits for its answer. */
  request(message: OutgoingMessage): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) {
      return Promise.reject(new SignalingError("connection_lost", "There is no open connection."));
    }
    const id = this.#nextId++;
    this.#socket.send(encode({ ...message, id }));
    return this.#pending.add(id);
  }

  /** Leaves the meeting, then closes; resolves within a second, answered or not. */
  async leave(): Promise<void> {
    const limit = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(LEAVE_MS, () => limit.resolve());
    // A socket that is being opened may have a place in the room already: it must say goodbye too.
    const answer = this.#opened.promise.then(() => this.request({ type: "leave" }));
    // Refused or broken off: gone either way.
    await Promise.race([answer.catch(() => undefined), limit.promise, this.#closed.promise]);
    cancel();
    this.close();
  }

  /** Stops listening and closes. */
  close(): void {
    if (this.#listening.signal.aborted) return;
    this.#listening.abort();
    this.#closed.resolve();
    this.#cancelTimer();
    this.#socket.close();
    this.#pending.rejectAll();
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
    const decoded = decodeServerMessage(data);
    if (decoded.ok) this.#onMessage(decoded.message);
    // A newer server may say things that this client has no word for. Anything else that cannot be
    // read would leave a gap in what is known of the room: a new snapshot mends that.
    else if (decoded.code !== "unknown_message") this.#finish(lost(decoded.code));
  }

  #onMessage(message: ServerMessage): void {
    if (this.#pending.answer(message) || message.type === "pong") return;
    if (message.type === "welcome") this.#onWelcome(message);
    if (message.type === "error" && !this.#welcomed) this.#refusal = message;
    this.#options.onMessage(message);
    if (message.type === "goodbye") this.#finish(endOfGoodbye(message));
  }

  #onWelcome(welcome: ServerMessages["welcome"]): void {
    this.#welcomed = true;
    this.#refusal = null;
    this.#nextId = Math.max(this.#nextId, welcome.received + 1);
  }

  /** Silence is broken: wait for the next. */
  #heard(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(LIMITS.clientIdleMs, () => this.#probe());
  }

  #probe(): void {
    this.#socket.send(encode({ type: "ping", t: this.#options.clock.now() }));
    const giveUp = () => this.#finish(lost("not_heard_from"));
    this.#cancelTimer = this.#options.clock.after(LIMITS.clientPongMs, giveUp);
  }
}
