import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { type JsonObject, SUBPROTOCOL, type ServerMessage, isObject } from "@parley/protocol";
import { type WebSocket, WebSocketServer } from "ws";
import { Queue } from "./queue.ts";

export type HttpRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};
export type HttpReply = {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
};

/** The server's end of one signalling socket. */
export class TestConnection {
  readonly socket: WebSocket;
  /** The path and query it came with. */
  readonly path: string;
  readonly #received = new Queue<JsonObject>();
  readonly #closed = Promise.withResolvers<number>();

  constructor(socket: WebSocket, path: string) {
    this.socket = socket;
    this.path = path;
    socket.on("message", (data) => {
      assert(Buffer.isBuffer(data));
      this.#received.push(parse(data.toString("utf8")));
    });
    socket.on("close", (code) => this.#closed.resolve(code));
  }

  /** The close code that the client's end or ours gave. */
  get closed(): Promise<number> {
    return this.#closed.promise;
  }

  send(...messages: readonly ServerMessage[]): void {
    for (const message of messages) this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  next(): Promise<JsonObject> {
    return this.#received.next();
  }
}

/** A real HTTP and WebSocket server whose answers the test gives. */
export class TestServer {
  readonly #http = createServer((request, response) => {
    this.#reply(request, response).catch((error: unknown) => response.destroy(toError(error)));
  });
  readonly #ws = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL });
  readonly #connections = new Queue<TestConnection>();
  /** Set to hold back upgrades: the client's socket then stays in CONNECTING. */
  beforeUpgrade: () => Promise<void> = () => Promise.resolve();
  onRequest: (request: HttpRequest) => HttpReply | Promise<HttpReply> = () => ({ status: 404 });

  static async start(): Promise<TestServer> {
    const server = new TestServer();
    server.#http.listen(0, "127.0.0.1");
    await once(server.#http, "listening");
    return server;
  }

  private constructor() {
    this.#http.on("upgrade", (request, socket, head) => {
      const accept = () =>
        this.#ws.handleUpgrade(request, socket, head, (ws) =>
          this.#connections.push(new TestConnection(ws, request.url ?? "")),
        );
      this.beforeUpgrade().then(accept, (error: unknown) => socket.destroy(toError(error)));
    });
  }

  get #port(): number {
    const address = this.#http.address();
    assert(isObject(address) && typeof address["port"] === "number");
    return address["port"];
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.#port}/ws/room/abc-defg-hij/`;
  }

  /** How many sockets came that nobody has taken. */
  get waitingConnections(): number {
    return this.#connections.size;
  }

  nextConnection(): Promise<TestConnection> {
    return this.#connections.next();
  }

  async close(): Promise<void> {
    for (const socket of this.#ws.clients) socket.terminate();
    this.#ws.close();
    if (!this.#http.listening) return;
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, "close");
  }

  async #reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { method = "", url: path = "", headers } = request;
    const reply = await this.onRequest({ method, path, headers, body });
    for (const [name, value] of Object.entries(reply.headers ?? {}))
      response.setHeader(name, value);
    response.statusCode = reply.status;
    response.end(reply.text ?? (reply.body === undefined ? "" : JSON.stringify(reply.body)));
  }
}

function parse(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  assert(isObject(value));
  return value;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
