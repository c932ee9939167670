import assert from "node:assert/strict";
import {
  type ServerMessage,
  type ServerMessageType,
  type ServerMessages,
  SUBPROTOCOL,
  serverMessageDecoder,
} from "@parley/protocol";
import { WebSocket } from "ws";
import { compiled } from "../../src/ws/checker.ts";

const decode = serverMessageDecoder(compiled);

export type Closed = { readonly code: number; readonly reason: string };

type Waiter = {
  readonly accepts: (frame: string) => boolean;
  readonly take: (frame: string) => void;
  readonly fail: (error: Error) => void;
};

/** A signalling client of a few lines, over a real socket. Every frame is checked by its schema. */
export class TestSocket {
  readonly socket: WebSocket;
  readonly frames: string[] = [];
  /** Resolves when the socket has closed. */
  readonly closed: Promise<Closed>;
  /** Resolves when it is open, or with the HTTP status of a refused upgrade. */
  readonly opened: Promise<"open" | number>;
  #waiters: Waiter[] = [];
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("error", () => {});
    socket.on("message", (data) => {
      assert.ok(Buffer.isBuffer(data));
      this.#receive(data.toString("utf8"));
    });
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        for (const { fail } of this.#waiters) fail(new Error(`closed with ${code}`));
        resolve({ code, reason: reason.toString("utf8") });
      });
    });
    this.opened = new Promise((resolve) => {
      socket.on("open", () => resolve("open"));
      socket.on("unexpected-response", (request, response) => {
        resolve(response.statusCode ?? 0);
        request.destroy();
      });
    });
  }

  static open(
    url: string,
    options: {
      plain?: boolean;
      query?: string;
      headers?: { [name: string]: string };
      autoPong?: boolean;
    } = {},
  ): TestSocket {
    const { plain = false, query = "", headers = {}, autoPong = true } = options;
    const protocols = plain ? [] : [SUBPROTOCOL];
    return new TestSocket(new WebSocket(url + query, protocols, { headers, autoPong }));
  }

  /** The next frame of this type that nobody has taken yet. */
  async next<T extends ServerMessageType>(type: T): Promise<ServerMessages[T]> {
    const text = await this.nextFrame((frame) => frame.includes(`"type":"${type}"`));
    const decoded = decode(text);
    assert.ok(decoded.ok, `${decoded.ok ? "" : decoded.detail}: ${text}`);
    return expectType(decoded.message, type);
  }

  /** The next frame of any kind, as text. */
  async nextFrame(accepts: (frame: string) => boolean = () => true): Promise<string> {
    const index = this.frames.findIndex(accepts);
    const [frame] = index < 0 ? [] : this.frames.splice(index, 1);
    if (frame !== undefined) return frame;
    return new Promise((take, fail) => this.#waiters.push({ accepts, take, fail }));
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** Sends with an id; resolves with `ok` or with the error's code. */
  async request(message: object): Promise<string> {
    const answer = await this.ask(message);
    return answer.type === "error" ? answer.code : answer.type;
  }

  /** Sends with an id; resolves with the answer. */
  async ask(message: object): Promise<ServerMessage> {
    const id = this.#nextId++;
    this.send({ ...message, id });
    const answer = await this.nextFrame((frame) => frame.includes(`"replyTo":${id}`));
    const decoded = decode(answer);
    assert.ok(decoded.ok);
    return decoded.message;
  }

  /** After this, all that the server sent before it answered has arrived. */
  async settle(): Promise<void> {
    const t = Math.random();
    this.send({ type: "ping", t });
    await this.nextFrame((frame) => frame === JSON.stringify({ type: "pong", t }));
  }

  terminate(): void {
    this.socket.terminate();
  }

  #receive(frame: string): void {
    const waiter = this.#waiters.find(({ accepts }) => accepts(frame));
    if (waiter === undefined) {
      this.frames.push(frame);
      return;
    }
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
    waiter.take(frame);
  }
}

function expectType<T extends ServerMessageType>(
  message: ServerMessage,
  type: T,
): ServerMessages[T] {
  assert.ok(isType(message, type), `a frame of type ${type}, not ${message.type}`);
  return message;
}

function isType<T extends ServerMessageType>(
  message: ServerMessage,
  type: T,
): message is ServerMessages[T] & ServerMessage {
  return message.type === type;
}
