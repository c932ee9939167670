import {
  LIMITS,
  type MediaState,
  type RelayMessage,
  type RoomChange,
  type ServerMessage,
  type ServerMessages,
  type Source,
  type Welcome,
} from "@parley/protocol";
import type { ChatItem } from "./chat-view.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Emitter } from "./emitter.ts";
import { SignalingError } from "./errors.ts";
import type { HttpClient } from "./http-client.ts";
import type { OutgoingMessage, Reply, WithoutId } from "./outbox.ts";
import { RoomChat } from "./room-chat.ts";
import {
  EMPTY_VIEW,
  type RoomView,
  applyMessage,
  applyState,
  applyWelcome,
  withoutAwaited,
} from "./room-view.ts";
import type { SignalingState } from "./signaling-client.ts";
import { Stay, type StayOptions } from "./stay.ts";
import { Store } from "./store.ts";

export type RoomClientOptions = StayOptions & {
  readonly http: Pick<HttpClient, "joinRoom" | "messages">;
};

/** An offer, an answer or a candidate from another participant. */
export type Signal = ServerMessages["offer" | "answer" | "candidate"];

/** One for another participant; without `to`, for all others. */
export type OutgoingSignal = WithoutId<RelayMessage>;

/** Someone reacted with an emoji, perhaps oneself. */
export type ReactionEvent = Pick<ServerMessages["reaction"], "participantId" | "emoji">;

/** A host has switched one's source off; `by` is null when it was the room. */
export type MutedEvent = Pick<ServerMessages["muted"], "source" | "by">;

/** A host asks one to switch a source on. */
export type UnmuteRequestedEvent = Pick<ServerMessages["unmute-requested"], "source" | "by">;

/**
 * One meeting: joins it, keeps the connection, shows who is there and does what one can do there.
 * Everything that asks the server for something rejects with a SignalingError; what is asked for
 * while the connection is broken is sent when it is back.
 */
export class RoomClient {
  readonly #options: RoomClientOptions;
  readonly #clock: Clock;
  readonly #store = new Store<RoomView>(EMPTY_VIEW);
  readonly #chat: RoomChat;
  readonly #signals = new Emitter<Signal>();
  readonly #welcomes = new Emitter<Welcome>();
  readonly #reactions = new Emitter<ReactionEvent>();
  readonly #mutes = new Emitter<MutedEvent>();
  readonly #unmuteRequests = new Emitter<UnmuteRequestedEvent>();
  #stay: Stay | null = null;
  /** The run of the room's event log that is followed. */
  #stream: string | null = null;
  #cancelAwaiting: () => void = () => {};

  constructor(options: RoomClientOptions) {
    const { http, code } = options;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#chat = new RoomChat({
      clock: this.#clock,
      send: (message) => this.#ask(message),
      page: (cursor) => http.messages(code, cursor === null ? {} : { cursor }),
      changed: (chat) => this.#store.set({ ...this.view, chat }),
    });
  }

  get view(): RoomView {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /**
   * Resolves at the first welcome, after the lobby if one has to wait there; from then on the
   * connection is kept until `ended`. May be called again then.
   *
   * @throws ApiError or SignalingError when refused, or when the server cannot be reached
   */
  join(): Promise<void> {
    const { state } = this.view.connection;
    if (this.#stay === null || state === "ended") this.#stay = this.#begin();
    return this.#stay.joined;
  }

  /** Resolves within a second, also when the server does not answer. */
  async leave(): Promise<void> {
    await this.#stay?.signaling.close();
  }

  /** Changes one's own name or media flags. */
  update(change: { media?: Partial<MediaState>; name?: string }): Promise<void> {
    return this.#do({ type: "participant.update", ...change });
  }

  /** Sends an offer, answer or candidate to another participant. */
  signal(message: OutgoingSignal): Promise<void> {
    return this.#do(message);
  }

  raiseHand(): Promise<void> {
    return this.#do({ type: "hand.raise" });
  }

  /** Lowers one's own hand; for hosts, also another's. */
  lowerHand(participantId?: string): Promise<void> {
    return this.#do({
      type: "hand.lower",
      ...(participantId === undefined ? {} : { participantId }),
    });
  }

  lowerAllHands(): Promise<void> {
    return this.#do({ type: "hand.lower", all: true });
  }

  react(emoji: string): Promise<void> {
    return this.#do({ type: "reaction.send", emoji });
  }

  /** Shows the message as `sending` at once; resolves when it is stored. */
  sendChat(text: string, to?: string): Promise<void> {
    const { selfId, participants } = this.view;
    const self = participants.find(({ id }) => id === selfId);
    if (self === undefined) return Promise.reject(notJoined());
    const from = { participantId: self.id, name: self.name };
    return this.#chat.send(text, to ?? null, from);
  }

  /** Sends a message that failed once more; it is stored once, also when it had arrived after all. */
  retryChat(key: string): Promise<void> {
    return this.#chat.retry(key);
  }

  /** Takes a message that failed out of the chat. */
  discardChat(key: string): void {
    this.#chat.discard(key);
  }

  /** Adds older messages to the chat; false when there are no more of them. @throws ApiError */
  loadEarlierChat(): Promise<boolean> {
    return this.#chat.loadEarlier();
  }

  /** Switches a source of another participant, or of all others, off. Nobody is unmuted by force. */
  mute(target: string, source: Source): Promise<void> {
    const whom = target === "all" ? { all: true as const } : { participantId: target };
    return this.#do({ type: "participant.mute", source, ...whom });
  }

  askToUnmute(participantId: string, source: "mic" | "camera"): Promise<void> {
    return this.#do({ type: "participant.ask-unmute", participantId, source });
  }

  /** Sends someone out. Who is not banned may ask to be let in again. */
  remove(participantId: string, options: { readonly ban?: boolean } = {}): Promise<void> {
    return this.#do({ type: "participant.remove", participantId, ...options });
  }

  setRole(participantId: string, role: "cohost" | "member"): Promise<void> {
    return this.#do({ type: "participant.role", participantId, role });
  }

  /** Lets in who waits in the lobby. */
  admit(ids: readonly string[] | "all"): Promise<void> {
    return this.#do({ type: "lobby.admit", ...these(ids) });
  }

  deny(ids: readonly string[] | "all"): Promise<void> {
    return this.#do({ type: "lobby.deny", ...these(ids) });
  }

  updateRoom(change: RoomChange): Promise<void> {
    return this.#do({ type: "room.update", ...change });
  }

  /** Ends the meeting for everyone; the room stays. */
  endMeeting(): Promise<void> {
    return this.#do({ type: "room.end" });
  }

  onSignal(listener: (message: Signal) => void): () => void {
    return this.#signals.on(listener);
  }

  /** Also after each reconnect; `resumed` tells whether anything was lost. */
  onWelcome(listener: (welcome: Welcome) => void): () => void {
    return this.#welcomes.on(listener);
  }

  onReaction(listener: (reaction: ReactionEvent) => void): () => void {
    return this.#reactions.on(listener);
  }

  /** MeshMedia switches the local source off by itself. */
  onMuted(listener: (event: MutedEvent) => void): () => void {
    return this.#mutes.on(listener);
  }

  onUnmuteRequested(listener: (event: UnmuteRequestedEvent) => void): () => void {
    return this.#unmuteRequests.on(listener);
  }

  /** Messages of others that are new; not those that were there when one joined. */
  onChat(listener: (item: ChatItem) => void): () => void {
    return this.#chat.onArrival(listener);
  }

  async #do(message: OutgoingMessage): Promise<void> {
    await this.#ask(message);
  }

  #ask(message: OutgoingMessage): Promise<Reply> {
    return this.#stay?.signaling.request(message) ?? Promise.reject(notJoined());
  }

  #begin(): Stay {
    this.#stream = null;
    const stay: Stay = new Stay(this.#options, {
      onMessage: (message) => this.#onMessage(stay, message),
      onState: (state) => this.#onState(stay, state),
    });
    this.#chat.begin();
    this.#store.set({ ...EMPTY_VIEW, chat: this.view.chat, connection: { state: "joining" } });
    stay.signaling.connect();
    return stay;
  }

  #onMessage(stay: Stay, message: ServerMessage): void {
    switch (message.type) {
      case "welcome":
        return this.#onWelcome(stay, message);
      case "chat.message":
        return this.#chat.onMessage(message.message, this.view.selfId);
      case "offer":
      case "answer":
      case "candidate":
        return this.#signals.emit(message);
      case "reaction":
        return this.#reactions.emit(message);
      case "muted":
        return this.#mutes.emit(message);
      case "unmute-requested":
        return this.#unmuteRequests.emit(message);
      default:
        return this.#store.set(applyMessage(this.view, message));
    }
  }

  #onWelcome(stay: Stay, welcome: Welcome): void {
    if (!welcome.resumed) this.#chat.onSnapshot(welcome.chat, welcome.self);
    const isNewRun = this.#stream !== null && this.#stream !== welcome.stream;
    this.#stream = welcome.stream;
    this.#store.set(applyWelcome(this.view, welcome, this.#clock.now(), isNewRun));
    if (this.view.awaited.size > 0) this.#stopAwaitingLater();
    stay.welcomed();
    this.#welcomes.emit(welcome);
  }

  #stopAwaitingLater(): void {
    this.#cancelAwaiting();
    this.#cancelAwaiting = this.#clock.after(LIMITS.graceMs, () =>
      this.#store.set(withoutAwaited(this.view)),
    );
  }

  #onState(stay: Stay, state: SignalingState): void {
    const { joinedAt, connection } = this.view;
    const isFirst = joinedAt === null && connection.state !== "lobby";
    if (state.state === "waiting" && isFirst) return stay.giveUpIfHopeless(state.attempt);
    this.#store.set(applyState(this.view, state, this.#clock.now()));
    if (state.state !== "ended") return;
    this.#cancelAwaiting();
    stay.ended(state.reason);
  }
}

function these(ids: readonly string[] | "all"): { all: true } | { ids: string[] } {
  return ids === "all" ? { all: true } : { ids: [...ids] };
}

function notJoined(): SignalingError {
  return new SignalingError("connection_lost", "Join the room first.");
}
