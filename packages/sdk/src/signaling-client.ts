import {
  ENDINGS,
  type Ending,
  type ServerMessage,
  type ServerMessages,
  type Welcome,
  isEnding,
} from "@parley/protocol";
import { BACKOFF, backoffMs } from "./backoff.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Emitter } from "./emitter.ts";
import { ApiError } from "./errors.ts";
import { Outbox, type OutgoingMessage, type Reply } from "./outbox.ts";
import { ResumePoint, countersOf } from "./resume-point.ts";
import type { Frame } from "./schema-check.ts";
import { SignalingSocket } from "./signaling-socket.ts";
import type { SocketEnd } from "./socket-end.ts";

export type SignalingState =
  | { readonly state: "idle" }
  | { readonly state: "connecting"; readonly attempt: number }
  /** Asked to be let in; who is let in gets the welcome on the same connection. */
  | { readonly state: "lobby"; readonly room: ServerMessages["waiting"]["room"] }
  | { readonly state: "open" }
  | { readonly state: "waiting"; readonly attempt: number; readonly retryAt: number }
  | { readonly state: "ended"; readonly reason: string; readonly action: "rejoin" | "stop" };

export type SignalingOptions = {
  /**
   * Asked before every attempt, so that each can have a fresh ticket. What resumes the session is
   * added to it.
   */
  readonly url: () => Promise<string>;
  readonly WebSocket?: typeof WebSocket;
  readonly clock?: Clock;
  /** A number from 0 to 1, as Math.random gives it. */
  readonly random?: () => number;
  /** Where the `online` event comes from: the window, when there is one. */
  readonly network?: EventTarget | null;
};

/** How long one attempt may take from asking for the URL to the welcome, or into the lobby. */
const ATTEMPT_MS = 10_000;

/** How long an answer may take when there is reason to think that none will come. */
const DOUBT_MS = 1500;

const RESUME_REFUSED: Ending = "resume_refused";

/**
 * The signalling connection of one stay in a meeting: connects, finds out when the connection is
 * dead, connects again and goes on where it was. Listeners get every frame once, in order, or a
 * snapshot (a welcome that is not `resumed`). It lives once: after `ended`, make another.
 */
export class SignalingClient {
  readonly #url: () => Promise<string>;
  readonly #WebSocket: typeof WebSocket;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #network: EventTarget | null;
  readonly #messages = new Emitter<ServerMessage>();
  readonly #states = new Emitter<SignalingState>();
  readonly #outbox: Outbox;
  readonly #resume = new ResumePoint();
  #state: SignalingState = { state: "idle" };
  #socket: SignalingSocket | null = null;
  /** Names the attempt that is under way: the outcome of any other is stale. */
  #dial: symbol | null = null;
  #attempt = 0;
  #openedAt: number | null = null;
  #cancelTimer: () => void = () => {};
  #closing: Promise<void> | null = null;

  constructor(options: SignalingOptions) {
    this.#url = options.url;
    this.#WebSocket = options.WebSocket ?? WebSocket;
    this.#clock = options.clock ?? systemClock;
    this.#outbox = new Outbox(this.#clock);
    this.#random = options.random ?? Math.random;
    this.#network = options.network ?? (typeof window === "undefined" ? null : window);
  }

  get state(): SignalingState {
    return this.#state;
  }

  /** Makes the first attempt now. Does nothing when called again. */
  connect(): void {
    if (this.#state.state !== "idle") return;
    this.#network?.addEventListener("online", this.#onOnline);
    this.#open(1);
  }

  /** Drops the connection and makes a new one, for a fresh snapshot. */
  reconnect(): void {
    if (this.#state.state === "open") this.#startAfresh();
  }

  /** The network may be gone or another one: finds out at once whether the connection still works. */
  probe(): void {
    if (this.#state.state === "open") this.#socket?.probe(DOUBT_MS);
  }

  /** Leaves the meeting and closes; resolves within a second, also when the server is silent. */
  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  /** Ends without a word to the server, for a reason of the caller's; trying again may help. */
  giveUp(reason: string): void {
    if (this.#state.state !== "ended") this.#end(reason, "rejoin");
  }

  /**
   * Sends a message; resolves when the server has handled it, through any number of reconnects. What
   * is asked for while there is no connection waits for the next one.
   *
   * @throws SignalingError with the server's code, or `connection_lost` when too much waits already,
   *   when this is a signal and the session could not be resumed, or when the client has ended
   */
  request(message: OutgoingMessage): Promise<Reply> {
    return this.#outbox.request(message);
  }

  /** Every message of the server but the answers to requests. */
  on(listener: (message: ServerMessage) => void): () => void {
    return this.#messages.on(listener);
  }

  onState(listener: (state: SignalingState) => void): () => void {
    return this.#states.on(listener);
  }

  #open(attempt: number): void {
    const dial = Symbol("dial");
    this.#dial = dial;
    this.#attempt = attempt;
    this.#cancelTimer = this.#clock.after(ATTEMPT_MS, () => this.#retry(0));
    this.#set({ state: "connecting", attempt });
    if (this.#dial !== dial) return;
    void this.#ask(dial);
  }

  async #ask(dial: symbol): Promise<void> {
    let url: string;
    try {
      url = await this.#url();
    } catch (error) {
      if (this.#dial === dial) this.#onRefused(error);
      return;
    }
    if (this.#dial === dial) this.#connectTo(url);
  }

  #connectTo(url: string): void {
    try {
      const socket: SignalingSocket = new SignalingSocket({
        url: this.#resume.address(url),
        WebSocket: this.#WebSocket,
        clock: this.#clock,
        onFrame: (frame) => this.#onFrame(socket, frame),
        onEnd: (end) => this.#onEnd(socket, end),
      });
      this.#socket = socket;
    } catch {
      // Only the URL can be wrong here; the next one may be better.
      this.#retry(0);
    }
  }

  #onFrame(socket: SignalingSocket, frame: Frame): void {
    if (socket !== this.#socket) return;
    if (frame.kind === "message") this.#onMessage(socket, frame.message);
    else if (frame.kind === "unreadable" || !this.#resume.follow(frame.counters))
      this.#startAfresh();
  }

  #onMessage(socket: SignalingSocket, message: ServerMessage): void {
    if (message.type === "welcome") this.#onWelcome(socket, message);
    else if (message.type === "waiting") this.#onLobby(message);
    else if (!this.#resume.follow(countersOf(message))) return this.#startAfresh();
    if (this.#outbox.answer(message)) return;
    if (socket === this.#socket) this.#messages.emit(message);
  }

  #onWelcome(socket: SignalingSocket, welcome: Welcome): void {
    this.#resume.welcomed(welcome);
    this.#outbox.open(welcome, (message) => socket.send(message));
    this.#onOpen({ state: "open" });
  }

  #onLobby(waiting: ServerMessages["waiting"]): void {
    this.#resume.waiting(waiting);
    this.#onOpen({ state: "lobby", room: waiting.room });
  }

  #onOpen(state: SignalingState): void {
    this.#cancelTimer();
    this.#openedAt ??= this.#clock.now();
    this.#set(state);
  }

  /** Something was missed, and only a snapshot can tell what. */
  #startAfresh(): void {
    this.#resume.forgetPosition();
    this.#retry(0);
  }

  #onEnd(socket: SignalingSocket, end: SocketEnd): void {
    if (socket !== this.#socket) return;
    if (end.reason === RESUME_REFUSED) this.#resume.forget();
    if (end.action === "reconnect") this.#retry(end.retryAfterMs);
    else this.#end(end.reason, end.action);
  }

  /** The URL was not to be had. What the server refuses for good ends the client. */
  #onRefused(error: unknown): void {
    if (!(error instanceof ApiError)) return this.#retry(0);
    const final = error.status >= 400 && error.status < 500 && error.status !== 429;
    if (!final) return this.#retry(error.retryAfterMs ?? 0);
    const rejoin = isEnding(error.code) && ENDINGS[error.code].action === "rejoin";
    this.#end(error.code, rejoin ? "rejoin" : "stop");
  }

  /** Tries again: at once after a connection that held, else after a while or when online. */
  #retry(afterMs: number): void {
    this.#release();
    const now = this.#clock.now();
    const attempt = this.#wasStable(now) ? 1 : this.#attempt + 1;
    this.#openedAt = null;
    // Those who were told the same time must not return in step either.
    const failures = afterMs > 0 ? Math.max(1, attempt - 1) : attempt - 1;
    const waitMs = afterMs + backoffMs(failures, this.#random);
    this.#cancelTimer = this.#clock.after(waitMs, () => this.#open(attempt));
    this.#set({ state: "waiting", attempt, retryAt: now + waitMs });
  }

  /**
   * A connection that broke right after its welcome counts as a failed attempt: otherwise a server
   * that cannot keep one would be asked again and again without a pause.
   */
  #wasStable(now: number): boolean {
    return this.#openedAt !== null && now - this.#openedAt >= BACKOFF.maxMs;
  }

  readonly #onOnline = (): void => {
    if (this.#state.state !== "waiting") return;
    this.#cancelTimer();
    this.#open(this.#state.attempt);
  };

  async #leave(): Promise<void> {
    if (this.#state.state === "ended") return;
    const socket = this.#socket;
    this.#socket = null;
    this.#end("left", "stop");
    await socket?.leave(this.#outbox.takeId());
  }

  #end(reason: string, action: "rejoin" | "stop"): void {
    this.#release();
    this.#outbox.close();
    this.#network?.removeEventListener("online", this.#onOnline);
    this.#set({ state: "ended", reason, action });
  }

  /** Lets go of the socket, the timer and the attempt under way. */
  #release(): void {
    this.#cancelTimer();
    this.#outbox.pause();
    this.#dial = null;
    this.#socket?.close();
    this.#socket = null;
  }

  #set(state: SignalingState): void {
    this.#state = state;
    this.#states.emit(state);
  }
}
