import { LIMITS, type ServerMessage, type Welcome } from "@parley/protocol";
import type { ChatItem } from "./chat-view.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Emitter } from "./emitter.ts";
import { SignalingError } from "./errors.ts";
import type { HttpClient } from "./http-client.ts";
import { IceRenewal } from "./ice-renewal.ts";
import type { OutgoingMessage, Reply } from "./outbox.ts";
import { RoomChat } from "./room-chat.ts";
import {
  type MediaEvent,
  type MutedEvent,
  type ReactionEvent,
  RoomEvents,
  type Signal,
  type UnmuteRequestedEvent,
} from "./room-events.ts";
import { RoomRequests } from "./room-requests.ts";
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
  readonly http: Pick<HttpClient, "joinRoom" | "messages" | "iceServers">;
};

/**
 * One meeting: joins it, keeps the connection, shows who is there and does what one can do there.
 */
export class RoomClient extends RoomRequests {
  readonly #options: RoomClientOptions;
  readonly #clock: Clock;
  readonly #store = new Store<RoomView>(EMPTY_VIEW);
  readonly #chat: RoomChat;
  readonly #ice: IceRenewal;
  readonly #events = new RoomEvents();
  readonly #welcomes = new Emitter<Welcome>();
  #stay: Stay | null = null;
  /** The run of the room's event log that is followed. */
  #stream: string | null = null;
  #cancelAwaiting: () => void = () => {};

  constructor(options: RoomClientOptions) {
    super();
    const { http, code } = options;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#chat = new RoomChat({
      clock: this.#clock,
      send: (message) => this.ask(message),
      page: (cursor) => http.messages(code, cursor === null ? {} : { cursor }),
      changed: (chat) => this.#store.set({ ...this.view, chat }),
    });
    this.#ice = new IceRenewal({
      clock: this.#clock,
      fetch: async () => (await http.iceServers()).iceServers,
      renewed: (iceServers) => this.#store.set({ ...this.view, iceServers }),
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

  /** Something else shows that the network may be gone: sees at once whether the connection works. */
  probe(): void {
    this.#stay?.signaling.probe();
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

  onSignal(listener: (message: Signal) => void): () => void {
    return this.#events.signals.on(listener);
  }

  /** What the SFU tells of speakers, layers, lines and connections. */
  onMedia(listener: (event: MediaEvent) => void): () => void {
    return this.#events.media.on(listener);
  }

  /** Also after each reconnect; `resumed` tells whether anything was lost. */
  onWelcome(listener: (welcome: Welcome) => void): () => void {
    return this.#welcomes.on(listener);
  }

  onReaction(listener: (reaction: ReactionEvent) => void): () => void {
    return this.#events.reactions.on(listener);
  }

  /** The media session switches the local source off by itself. */
  onMuted(listener: (event: MutedEvent) => void): () => void {
    return this.#events.mutes.on(listener);
  }

  onUnmuteRequested(listener: (event: UnmuteRequestedEvent) => void): () => void {
    return this.#events.unmuteRequests.on(listener);
  }

  /** Messages of others that are new; not those that were there when one joined. */
  onChat(listener: (item: ChatItem) => void): () => void {
    return this.#chat.onArrival(listener);
  }

  protected override ask(message: OutgoingMessage): Promise<Reply> {
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
      default:
        if (!this.#events.emit(message)) this.#store.set(applyMessage(this.view, message));
    }
  }

  #onWelcome(stay: Stay, welcome: Welcome): void {
    if (!welcome.resumed) this.#chat.onSnapshot(welcome.chat, welcome.self);
    const isNewRun = this.#stream !== null && this.#stream !== welcome.stream;
    this.#stream = welcome.stream;
    this.#store.set(applyWelcome(this.view, welcome, this.#clock.now(), isNewRun));
    if (this.view.awaited.size > 0) this.#stopAwaitingLater();
    this.#ice.received(welcome.iceServers);
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
    this.#ice.end();
    stay.ended(state.reason);
  }
}

function notJoined(): SignalingError {
  return new SignalingError("connection_lost", "Join the room first.");
}
