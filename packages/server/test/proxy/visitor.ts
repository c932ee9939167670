/** Somebody with an address of its own who comes to the server through the proxy, over TLS. */
import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import type { LookupFunction } from "node:net";
import { type JsonObject, SUBPROTOCOL, decodeJson, isObject } from "@parley/protocol";
import { WebSocket } from "ws";

export const SERVER_NAME = "meet.example.org";

type Headers = { readonly [name: string]: string };

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type Ask = { readonly method?: string; readonly body?: unknown; readonly headers?: Headers };

type Place = {
  /** Of this machine, such as 127.0.0.2: what the proxy sees. */
  readonly address: string;
  readonly port: number;
  /** The certificate that the proxy must have. */
  readonly ca: string;
};

/** The name leads to the proxy, which listens on 127.0.0.1. */
const lookup: LookupFunction = (_name, options, found) => {
  if (options.all === true) found(null, [{ address: "127.0.0.1", family: 4 }]);
  else found(null, "127.0.0.1", 4);
};

export class Visitor {
  readonly host: string;
  readonly cookies = new Map<string, string>();
  readonly #agent: Agent;
  readonly #port: number;
  readonly #sockets: WebSocket[] = [];

  constructor({ address, port, ca }: Place) {
    this.host = `${SERVER_NAME}:${port}`;
    this.#port = port;
    this.#agent = new Agent({ ca, localAddress: address, lookup });
  }

  get(path: string, headers: Headers = {}): Promise<Answer> {
    return this.ask(path, { headers });
  }

  /** As a page of ours does it. */
  post(path: string, body: object, headers: Headers = {}): Promise<Answer> {
    const csrf = this.cookies.get("csrftoken");
    const token: Headers = csrf === undefined ? {} : { "x-csrftoken": csrf };
    const own = { origin: `https://${this.host}`, ...token };
    return this.ask(path, { method: "POST", body, headers: { ...own, ...headers } });
  }

  async ask(path: string, { method = "GET", body, headers = {} }: Ask = {}): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const typed = payload === undefined ? {} : { "content-type": "application/json" };
    const outgoing = request({
      ...{ agent: this.#agent, host: SERVER_NAME, port: this.#port, method, path },
      headers: { ...typed, ...this.#cookie(), ...headers },
    });
    const answered = answerTo(outgoing);
    outgoing.end(payload);
    const answer = await answered;
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    return answer;
  }

  connect(code: string, headers: Headers = {}): VisitorSocket {
    const own = { ...this.#cookie(), origin: `https://${this.host}` };
    const url = `wss://${this.host}/ws/room/${code}/`;
    const options = { agent: this.#agent, headers: { ...own, ...headers } };
    const socket = new WebSocket(url, [SUBPROTOCOL], options);
    this.#sockets.push(socket);
    return new VisitorSocket(socket);
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
    this.#agent.destroy();
  }

  #cookie(): Headers {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return cookie === "" ? {} : { cookie };
  }
}

async function answerTo(outgoing: ReturnType<typeof request>): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  outgoing.on("error", reject);
  outgoing.on("response", (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", reject);
    response.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
  });
  return promise;
}

export class VisitorSocket {
  /** The HTTP status of the answer to the handshake; 101 when it is open. */
  readonly status: Promise<number>;
  readonly #socket: WebSocket;
  readonly #frames: JsonObject[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("message", (data) => {
      this.#frames.push(objectIn(Buffer.isBuffer(data) ? data.toString("utf8") : ""));
      socket.emit("frame");
    });
    socket.on("close", () => socket.emit("frame"));
    this.status = new Promise((resolve) => {
      socket.on("upgrade", ({ statusCode = 0 }) => resolve(statusCode));
      socket.on("unexpected-response", (outgoing, { statusCode = 0 }) => {
        resolve(statusCode);
        outgoing.destroy();
      });
    });
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** The next frame of this type; rejects when an error comes first. */
  async next(type: string): Promise<JsonObject> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame?.["type"] === type) return frame;
      if (frame?.["type"] === "error") throw new Error(JSON.stringify(frame));
      if (frame !== undefined) continue;
      if (this.#socket.readyState === WebSocket.CLOSED) throw new Error(`closed before ${type}`);
      await once(this.#socket, "frame");
    }
  }
}

export function objectIn(text: string): JsonObject {
  const object = decodeJson<JsonObject>(text, isObject);
  if (object === null) throw new Error(`Not a JSON object: ${text.slice(0, 200)}`);
  return object;
}
