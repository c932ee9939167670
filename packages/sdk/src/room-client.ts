import type {
  MediaState,
  RelayMessage,
  ServerMessage,
  ServerMessages,
  Welcome,
} from "@parley/protocol";
import { type Clock, systemClock } from "./clock.ts";
import { Emitter } from "./emitter.ts";
import { ApiError, SignalingError } from "./errors.ts";
import type { HttpClient } from "./http-client.ts";
import {
  type ConnectionView,
  EMPTY_VIEW,
  type RoomView,
  applyPresence,
  applyWelcome,
} from "./room-view.ts";
import { SignalingClient, type SignalingOptions, type SignalingState } from "./signaling-client.ts";
import type { OutgoingMessage, WithoutId } from "./signaling-socket.ts";
import { Store } from "./store.ts";

export type RoomClientOptions = Omit<SignalingOptions, "url"> & {
  readonly http: Pick<HttpClient, "joinRoom">;
  readonly code: string;
};

/** An offer, an answer or a candidate from another participant. */
export type Signal = ServerMessages["offer" | "answer" | "candidate"];

/** One for another participant; without `to`, for all others. */
export type OutgoingSignal = WithoutId<RelayMessage>;

/** How many sockets may fail before a join that never had a welcome is given up. */
const JOIN_ATTEMPTS = 3;

/** One join from its beginning to its end; a later join is another stay. */
type Stay = {
  readonly signaling: SignalingClient;
  readonly joined: PromiseWithResolvers<void>;
  /** Why the last ticket was not to be had. */
  error: ApiError | null;
};

/** One meeting: joins it, keeps the connection, and shows who is there. */
export class RoomClient {
  readonly #options: RoomClientOptions;
  readonly #clock: Clock;
  readonly #store = new Store<RoomView>(EMPTY_VIEW);
  readonly #signals = new Emitter<Signal>();
  readonly #welcomes = new Emitter<Welcome>();
  #stay: Stay | null = null;
  /** The `seq` of the last frame that is the same for all members. */
  #seq = 0;

  constructor(options: RoomClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get view(): RoomView {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /**
   * Resolves at the first welcome; from then on the connection is kept until `ended`. May be called
   * again then.
   *
   * @throws ApiError or SignalingError when refused, or when the server cannot be reached
   */
  join(): Promise<void> {
    const { state } = this.view.connection;
    if (this.#stay === null || state === "ended") this.#stay = this.#begin();
    return this.#stay.joined.promise;
  }

  /** Resolves within a second, also when the server does not answer. */
  async leave(): Promise<void> {
    await this.#stay?.signaling.close();
  }

  /** Changes one's own name or media flags. @throws SignalingError */
  update(change: { media?: Partial<MediaState>; name?: string }): Promise<void> {
    return this.#request({ type: "participant.update", ...change });
  }

  /** Sends an offer, answer or candidate to another participant. @throws SignalingError */
  signal(message: OutgoingSignal): Promise<void> {
    return this.#request(message);
  }

  onSignal(listener: (message: Signal) => void): () => void {
    return this.#signals.on(listener);
  }

  /** Also after each reconnect. */
  onWelcome(listener: (welcome: Welcome) => void): () => void {
    return this.#welcomes.on(listener);
  }

  #request(message: OutgoingMessage): Promise<void> {
    if (this.#stay !== null) return this.#stay.signaling.request(message);
    return Promise.reject(new SignalingError("connection_lost", "Join the room first."));
  }

  #begin(): Stay {
    const signaling = new SignalingClient({
      ...this.#options,
      url: () => this.#ticketUrl(stay),
    });
    const stay: Stay = { signaling, joined: Promise.withResolvers<void>(), error: null };
    signaling.on((message) => this.#onMessage(stay, message));
    signaling.onState((state) => this.#onState(stay, state));
    this.#store.set({ ...EMPTY_VIEW, connection: { state: "joining" } });
    signaling.connect();
    return stay;
  }

  async #ticketUrl(stay: Stay): Promise<string> {
    stay.error = null;
    try {
      const { wsUrl, ticket } = await this.#options.http.joinRoom(this.#options.code);
      const url = new URL(wsUrl);
      url.searchParams.set("ticket", ticket);
      return url.href;
    } catch (error) {
      if (error instanceof ApiError) stay.error = error;
      throw error;
    }
  }

  #onMessage(stay: Stay, message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        return this.#onWelcome(stay, message);
      case "presence":
        return this.#onPresence(stay, message);
      case "offer":
      case "answer":
      case "candidate":
        return this.#signals.emit(message);
      case "ok":
      case "error":
      case "pong":
      case "relay":
      case "goodbye":
        return;
    }
  }

  #onWelcome(stay: Stay, welcome: Welcome): void {
    this.#seq = welcome.seq;
    this.#store.set(applyWelcome(this.view, welcome, this.#clock.now()));
    stay.joined.resolve();
    this.#welcomes.emit(welcome);
  }

  #onPresence(stay: Stay, frame: ServerMessages["presence"]): void {
    // A gap means that something was missed, and only a snapshot can tell what.
    if (frame.seq !== this.#seq + 1) return stay.signaling.reconnect();
    this.#seq = frame.seq;
    const participants = applyPresence(this.view.participants, frame);
    this.#store.set({ ...this.view, participants });
  }

  #onState(stay: Stay, state: SignalingState): void {
    if (state.state === "ended") return this.#onEnded(stay, state);
    if (this.view.joinedAt === null) return this.#giveUpJoining(stay, state);
    const connection = this.#reconnecting(state);
    if (connection !== null) this.#store.set({ ...this.view, connection });
  }

  #onEnded(stay: Stay, end: Extract<SignalingState, { state: "ended" }>): void {
    const { reason, action } = end;
    this.#store.set({ ...this.view, connection: { state: "ended", reason, action } });
    stay.joined.reject(stay.error ?? new SignalingError(reason));
  }

  /** Nobody who presses Join wants to wait for an answer that does not come. */
  #giveUpJoining(stay: Stay, state: SignalingState): void {
    if (state.state !== "waiting") return;
    if (stay.error === null && state.attempt <= JOIN_ATTEMPTS) return;
    stay.signaling.giveUp(stay.error?.code ?? "connection_lost");
  }

  #reconnecting(state: SignalingState): ConnectionView | null {
    if (state.state !== "connecting" && state.state !== "waiting") return null;
    const before = this.view.connection;
    return {
      state: "reconnecting",
      since: before.state === "reconnecting" ? before.since : this.#clock.now(),
      attempt: state.attempt,
      retryAt: state.state === "waiting" ? state.retryAt : null,
    };
  }
}
