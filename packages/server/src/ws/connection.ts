import type { Decoded, Ending, Limits, ServerMessage } from "@parley/protocol";
import { ENDINGS, ERRORS, encode, errorMessage, isErrorCode } from "@parley/protocol";
import type { RawData, WebSocket } from "ws";
import type { Clock, Peer } from "../runtime/ports.ts";
import type { Resume, RoomDoor } from "../runtime/room-door.ts";
import type { Entry, Wish } from "../runtime/room-runtime.ts";
import { type Asked, readPlainRequest, readRequest } from "./messages.ts";
import { TokenBucket } from "./token-bucket.ts";

type Life =
  /** The socket is open, the admission is not decided; nothing is read from it meanwhile. */
  | { readonly state: "knocking" }
  /** The room decides on the join. */
  | { readonly state: "entering"; readonly room: RoomDoor; readonly participantId: string }
  | { readonly state: "waiting"; readonly room: RoomDoor; readonly participantId: string }
  | { readonly state: "welcomed"; readonly room: RoomDoor; readonly participantId: string }
  | { readonly state: "ended" };

export type ConnectionOptions = {
  readonly id: string;
  readonly socket: WebSocket;
  /** Without the subprotocol: a plain signalling client. */
  readonly plain: boolean;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly onClosed: () => void;
  readonly onFault: (error: unknown) => void;
};

/** One WebSocket: decodes, counts, answers, and ends with a code and a reason. */
export class Connection implements Peer {
  readonly id: string;
  readonly plain: boolean;
  readonly #options: ConnectionOptions;
  readonly #bucket: TokenBucket;
  #life: Life = { state: "knocking" };
  #lastHeard: number;
  #refused = 0;

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.plain = options.plain;
    this.#options = options;
    const { socket, clock, limits } = options;
    const now = clock.now();
    this.#lastHeard = now;
    this.#bucket = new TokenBucket(limits.messagesPerSecond, limits.messageBurst, now);
    // Frames that arrive before the join is stored wait in the socket, not in our memory.
    socket.pause();
    socket.on("message", (data, isBinary) => this.#guard(() => this.#onMessage(data, isBinary)));
    socket.on("pong", () => this.#heard());
    socket.on("close", () => this.#guard(() => this.#onClose()));
    // `ws` closes the socket with the right code by itself; "close" follows.
    socket.on("error", () => {});
  }

  /** The admission succeeded: from here on the room decides. */
  enter(room: RoomDoor, entry: Omit<Entry, "connection">, resume: Resume | null): void {
    if (this.#life.state !== "knocking") return;
    this.#life = { state: "entering", room, participantId: entry.participantId };
    room.join({ ...entry, connection: this.id }, this, resume);
  }

  waiting(frame: string): void {
    if (this.#life.state !== "entering") return;
    this.#life = { ...this.#life, state: "waiting" };
    this.#begin(frame);
  }

  welcome(frame: string): void {
    if (this.#life.state !== "entering" && this.#life.state !== "waiting") return;
    this.#life = { ...this.#life, state: "welcomed" };
    this.#begin(frame);
  }

  /** From here on its messages are read. */
  #begin(frame: string): void {
    if (!this.plain) this.send(frame);
    this.#options.socket.resume();
  }

  send(frame: string | Buffer): void {
    if (this.#life.state === "ended") return;
    this.#write(frame);
    const { socket, limits } = this.#options;
    if (socket.bufferedAmount > limits.bufferedBytes) this.end("reads_too_slowly");
  }

  /** Before the welcome an error says why, after it a goodbye; then the socket is closed. */
  end(ending: Ending, detail?: string): void {
    const life = this.#life;
    if (life.state === "ended") return;
    this.#life = { state: "ended" };
    const { action, close } = ENDINGS[ending];
    if (life.state !== "welcomed" && life.state !== "waiting") {
      const title = isErrorCode(ending) ? ERRORS[ending].title : "The connection was ended";
      this.#write(encode({ type: "error", code: ending, message: detail ?? title }));
    } else if (!this.plain) {
      this.#write(encode({ type: "goodbye", action, reason: ending, ...this.#retry(ending) }));
    }
    const { socket } = this.#options;
    socket.close(close, ending);
    socket.resume();
    // The place is kept for a while where the client is told to come back.
    if ("room" in life) life.room.disconnected(this.#speaker(life));
  }

  /** Leaves the room on behalf of its user: what they signed in with has ended. */
  signOut(why: "signed_out" | "password_changed"): void {
    if (!("room" in this.#life)) return this.end(why);
    this.#request(null, { type: "leave", ending: why });
  }

  /** Pings, and drops a peer that has not been heard from for too long. */
  beat(now: number): void {
    const { socket, limits } = this.#options;
    if (now - this.#lastHeard >= limits.heartbeatTimeoutMs) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.ping();
  }

  terminate(): void {
    this.#options.socket.terminate();
  }

  /** A fault of ours costs this connection and no other. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onFault(error);
      this.end("internal");
    }
  }

  #heard(): number {
    this.#lastHeard = this.#options.clock.now();
    return this.#lastHeard;
  }

  #onClose(): void {
    const life = this.#life;
    this.#life = { state: "ended" };
    if ("room" in life) life.room.disconnected(this.#speaker(life));
    this.#options.onClosed();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    const now = this.#heard();
    const { state } = this.#life;
    if (state !== "welcomed" && state !== "waiting") return;
    if (isBinary || !Buffer.isBuffer(data)) return this.end("not_text");
    if (data.byteLength > this.#options.limits.frameBytes) return this.end("frame_too_large");
    const text = data.toString("utf8");
    const decoded = this.plain ? readPlainRequest(text) : readRequest(text, this.#options.newId);
    if (!this.#withinRate(now)) return this.#overrun(idOf(decoded), now);
    if (!decoded.ok) {
      return this.#sendMessage(errorMessage(decoded.code, decoded.id, decoded.detail));
    }
    this.#handle(decoded.message);
  }

  #withinRate(now: number): boolean {
    if (this.#bucket.isFull(now)) this.#refused = 0;
    return this.#bucket.take(now);
  }

  #overrun(id: number | null, now: number): void {
    this.#refused += 1;
    if (this.#refused > this.#options.limits.messageOverrun) return this.end("too_many_messages");
    const wait = this.#bucket.waitMs(now);
    this.#sendMessage(errorMessage("rate_limited", id, ERRORS.rate_limited.title, wait));
  }

  #handle({ id, action }: Asked): void {
    if (action.type !== "pong") return this.#request(id, action);
    this.#sendMessage({ type: "pong", t: action.t, ...(id === null ? {} : { replyTo: id }) });
  }

  #request(id: number | null, wish: Wish): void {
    if (!("room" in this.#life)) return;
    this.#life.room.request(this.#speaker(this.#life), id, wish);
  }

  #sendMessage(message: ServerMessage): void {
    this.send(encode(message));
  }

  #write(frame: string | Buffer): void {
    const { socket } = this.#options;
    if (socket.readyState === socket.OPEN) socket.send(frame, { binary: false });
  }

  #retry(ending: Ending): { retryAfterMs?: number } {
    const { messageBurst, messagesPerSecond } = this.#options.limits;
    if (ending !== "too_many_messages") return {};
    return { retryAfterMs: Math.ceil((messageBurst / messagesPerSecond) * 1000) };
  }

  #speaker({ participantId }: { readonly participantId: string }) {
    return { participantId, connection: this.id };
  }
}

function idOf(decoded: Decoded<Asked>): number | null {
  return decoded.ok ? decoded.message.id : decoded.id;
}
