import type { Decoded, Ending, ErrorCode, Limits, ServerMessage } from "@parley/protocol";
import { ENDINGS, ERRORS, encode, isErrorCode } from "@parley/protocol";
import type { RawData, WebSocket } from "ws";
import type { Clock, Peer } from "../runtime/ports.ts";
import type { Command, Entry, Outcome, RoomRuntime } from "../runtime/room-runtime.ts";
import { type Request, readPlainRequest, readRequest } from "./messages.ts";
import { TokenBucket } from "./token-bucket.ts";

type Life =
  /** The socket is open, the admission is not decided; nothing is read from it meanwhile. */
  | { readonly state: "knocking" }
  /** The room decides on the join. */
  | { readonly state: "entering"; readonly room: RoomRuntime; readonly participantId: string }
  | { readonly state: "welcomed"; readonly room: RoomRuntime; readonly participantId: string }
  | { readonly state: "ended" };

export type ConnectionOptions = {
  readonly id: string;
  readonly socket: WebSocket;
  /** Without the subprotocol: a plain signalling client. */
  readonly plain: boolean;
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
  #lastId = 0;
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
  enter(room: RoomRuntime, entry: Omit<Entry, "connection">): void {
    if (this.#life.state !== "knocking") return;
    this.#life = { state: "entering", room, participantId: entry.participantId };
    room.join({ ...entry, connection: this.id }, this);
  }

  welcome(frame: string): void {
    if (this.#life.state !== "entering") return;
    this.#life = { ...this.#life, state: "welcomed" };
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
    if (life.state !== "welcomed") {
      const title = isErrorCode(ending) ? ERRORS[ending].title : "The connection was ended";
      this.#write(encode({ type: "error", code: ending, message: detail ?? title }));
    } else if (!this.plain) {
      this.#write(encode({ type: "goodbye", action, reason: ending, ...this.#retry(ending) }));
    }
    const { socket } = this.#options;
    socket.close(close, ending);
    socket.resume();
    // The place is kept for a while where the client is told to come back.
    if ("room" in life) life.room.disconnected(life.participantId, this.id);
  }

  /** Leaves the room on behalf of its user, whose session has ended. */
  signOut(): void {
    if (!("room" in this.#life)) return this.end("signed_out");
    this.#post({ type: "leave", ...this.#sender(this.#life), reason: "signed_out" }, null);
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
    if ("room" in life) life.room.disconnected(life.participantId, this.id);
    this.#options.onClosed();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    const now = this.#heard();
    if (this.#life.state !== "welcomed") return;
    if (isBinary || !Buffer.isBuffer(data)) return this.end("not_text");
    if (data.byteLength > this.#options.limits.frameBytes) return this.end("frame_too_large");
    const read = this.plain ? readPlainRequest : readRequest;
    const decoded = read(data.toString("utf8"), this.#sender(this.#life));
    if (!this.#withinRate(now)) return this.#overrun(idOf(decoded), now);
    if (!decoded.ok) return this.#sendError(decoded.id, decoded.code, decoded.detail);
    this.#handle(decoded.message);
  }

  #withinRate(now: number): boolean {
    if (this.#bucket.isFull(now)) this.#refused = 0;
    return this.#bucket.take(now);
  }

  #overrun(id: number | null, now: number): void {
    this.#refused += 1;
    if (this.#refused > this.#options.limits.messageOverrun) return this.end("too_many_messages");
    this.#sendError(id, "rate_limited", ERRORS.rate_limited.title, this.#bucket.waitMs(now));
  }

  #handle({ id, action }: Request): void {
    if (id !== null) {
      if (id <= this.#lastId) return this.#sendError(id, "id_not_growing");
      this.#lastId = id;
    }
    if (action.type !== "pong") return this.#post(action, id);
    this.#sendMessage({ type: "pong", t: action.t, ...(id === null ? {} : { replyTo: id }) });
  }

  #post(command: Command, id: number | null): void {
    if (!("room" in this.#life)) return;
    this.#life.room.post(command, (outcome) => this.#answer(id, outcome));
  }

  #answer(id: number | null, outcome: Outcome): void {
    if (outcome !== "ok") this.#sendError(id, outcome);
    else if (id !== null) this.#sendMessage({ type: "ok", replyTo: id });
  }

  #sendError(id: number | null, code: ErrorCode, detail?: string, retryAfterMs?: number): void {
    this.#sendMessage({
      type: "error",
      ...(id === null ? {} : { replyTo: id }),
      code,
      message: detail ?? ERRORS[code].title,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
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

  #sender({ participantId }: { readonly participantId: string }) {
    return { participantId, connection: this.id, at: this.#options.clock.now() };
  }
}

function idOf(decoded: Decoded<Request>): number | null {
  return decoded.ok ? decoded.message.id : decoded.id;
}
