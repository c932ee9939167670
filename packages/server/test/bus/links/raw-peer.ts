/** The other end of a link, which says what the test wants: it has the key, and no manners. */
import { once } from "node:events";
import type { TestContext } from "node:test";
import { type TLSSocket, connect, createServer } from "node:tls";
import { LIMITS } from "@parley/protocol";
import { type FrameHandler, FrameReader } from "../../../src/bus/links/frame-reader.ts";
import { FrameWriter } from "../../../src/bus/links/frame-writer.ts";
import { diallingTls, listeningTls } from "../../../src/bus/links/link-tls.ts";
import { SECRET } from "./link-world.ts";
import { portOf } from "./relay.ts";

export class RawPeer {
  readonly socket: TLSSocket;
  readonly heard: string[] = [];
  readonly writer: FrameWriter;
  isClosed = false;

  constructor(t: TestContext, socket: TLSSocket) {
    this.socket = socket;
    const { linkFrameBytes } = LIMITS;
    this.writer = new FrameWriter(linkFrameBytes, (bytes) => socket.write(bytes));
    const reader = new FrameReader(linkFrameBytes, this.#handler());
    socket.on("data", (chunk: Buffer) => reader.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => (this.isClosed = true));
    t.after(() => socket.destroy());
  }

  static async dial(t: TestContext, port: number, secret = SECRET): Promise<RawPeer> {
    const socket = connect({ ...diallingTls(secret), host: "127.0.0.1", port });
    await once(socket, "secureConnect");
    return new RawPeer(t, socket);
  }

  hello(version: number, nodeId: string): void {
    this.writer.hello(version, nodeId);
    this.writer.flush();
  }

  #handler(): FrameHandler {
    const note = (...words: (string | number)[]) => void this.heard.push(words.join(" "));
    return {
      hello: (version, id) => note("hello", version, id),
      opened: (channel) => note("open", channel),
      closed: (channel) => note("close", channel),
      message: (channel, kind, payload) => note("message", channel, kind, payload.toString()),
      request: (number, text) => note("request", number, text),
      answer: (number, text) => note("answer", number, text),
      failure: (number, code) => note("failure", number, code),
    };
  }
}

/** A node that does with each link what the test says; its port. */
export async function rawNode(t: TestContext, greet: (peer: RawPeer) => void): Promise<number> {
  const peers: RawPeer[] = [];
  const server = createServer(listeningTls(SECRET), (socket) => {
    const peer = new RawPeer(t, socket);
    peers.push(peer);
    greet(peer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const { socket } of peers) socket.destroy();
    server.close();
  });
  return portOf(server.address());
}
