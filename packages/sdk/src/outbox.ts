import {
  type ClientMessage,
  type ClientMessageType,
  LIMITS,
  type ServerMessage,
  type ServerMessages,
  type Welcome,
} from "@parley/protocol";
import type { Clock } from "./clock.ts";
import { SignalingError } from "./errors.ts";
import { SendPace } from "./send-pace.ts";

export type WithoutId<M> = M extends unknown ? Omit<M, "id"> : never;

/** A message as a caller gives it: the client adds the `id`. */
export type OutgoingMessage = WithoutId<ClientMessage>;

/** What an ok says: the id of a chat message as it is stored, that of a track as it is published. */
export type Reply = { readonly messageId: string | null; readonly trackId: string | null };

/** As many as the server keeps answers for: none of these is ever missed. */
const CAPACITY = LIMITS.answersKept;

type Request = {
  readonly id: number;
  readonly message: OutgoingMessage;
  readonly answered: PromiseWithResolvers<Reply>;
  /** Whether it went out on the connection that there is. */
  sent: boolean;
};

/**
 * The requests of one client, until they are answered: in order, each sent once per session however
 * many connections that takes, and never faster than the server allows.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #pace: SendPace;
  /** By id, in the order in which they were made. */
  readonly #requests = new Map<number, Request>();
  #nextId = 1;
  #send: ((message: ClientMessage) => void) | null = null;
  #closed = false;
  #cancelTimer: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#pace = new SendPace(clock);
  }

  /**
   * Resolves when the server has handled the message, through any number of connections.
   *
   * @throws SignalingError with the server's code, or `connection_lost`
   */
  request(message: OutgoingMessage): Promise<Reply> {
    if (this.#closed) return Promise.reject(lost("There is no connection."));
    if (this.#requests.size >= CAPACITY)
      return Promise.reject(lost("Too much waits for the connection."));
    const answered = Promise.withResolvers<Reply>();
    const id = this.takeId();
    this.#requests.set(id, { id, message, answered, sent: false });
    this.#flush();
    return answered.promise;
  }

  /** An id that no other message of this client has. */
  takeId(): number {
    return this.#nextId++;
  }

  /**
   * There is a connection. What a resumed session has not received goes out again; in a new session
   * everything does, but for what belongs to media connections: they begin afresh there.
   */
  open(welcome: Welcome, send: (message: ClientMessage) => void): void {
    for (const request of [...this.#requests.values()]) {
      request.sent = welcome.resumed && request.id <= welcome.received;
      if (!welcome.resumed && isOfConnection(request.message)) this.#forget(request);
    }
    this.#send = send;
    this.#pace.reset();
    this.#flush();
  }

  /** The connection is gone; what is not answered waits for the next. */
  pause(): void {
    this.#send = null;
    this.#cancelTimer();
  }

  /** Whether the message is an answer; if it is awaited, that request is settled. */
  answer(message: ServerMessage): boolean {
    if (message.type !== "ok" && message.type !== "error" && message.type !== "pong") return false;
    if (message.replyTo === undefined) return message.type === "pong";
    const answered = this.#requests.get(message.replyTo)?.answered;
    this.#requests.delete(message.replyTo);
    if (message.type === "error") answered?.reject(refusal(message));
    else answered?.resolve(replyOf(message));
    return true;
  }

  /** There will be no other connection. */
  close(): void {
    this.pause();
    this.#closed = true;
    for (const request of [...this.#requests.values()]) this.#forget(request);
  }

  #forget(request: Request): void {
    this.#requests.delete(request.id);
    request.answered.reject(lost("The connection broke before the answer."));
  }

  #flush(): void {
    this.#cancelTimer();
    const send = this.#send;
    if (send === null) return;
    for (const request of this.#requests.values()) {
      if (request.sent) continue;
      const waitMs = this.#pace.take();
      if (waitMs > 0) {
        this.#cancelTimer = this.#clock.after(waitMs, () => this.#flush());
        return;
      }
      request.sent = true;
      send({ ...request.message, id: request.id });
    }
  }
}

/** What means something only together with the media connections of its session. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set<ClientMessageType>([
  "offer",
  "answer",
  "candidate",
  "track.publish",
  "track.unpublish",
  "track.subscribe",
  "transport.replace",
]);

function isOfConnection(message: OutgoingMessage): boolean {
  return OF_CONNECTIONS.has(message.type);
}

function replyOf(message: ServerMessages["ok" | "pong"]): Reply {
  if (message.type === "pong") return { messageId: null, trackId: null };
  return { messageId: message.messageId ?? null, trackId: message.trackId ?? null };
}

function refusal({ code, message, retryAfterMs }: ServerMessages["error"]): SignalingError {
  return new SignalingError(code, message, retryAfterMs);
}

function lost(detail: string): SignalingError {
  return new SignalingError("connection_lost", detail);
}
