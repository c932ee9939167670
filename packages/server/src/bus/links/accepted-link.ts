import type { TLSSocket } from "node:tls";
import { type ErrorCode, ParleyError } from "@parley/protocol";
import type { LinkHost } from "../../runtime/ports.ts";
import { Channels } from "./channels.ts";
import type { Complaints } from "./complaints.ts";
import { LINK_VERSION } from "./frame.ts";
import type { FrameHandler } from "./frame-reader.ts";
import type { LinkOptions } from "./options.ts";
import { Wire } from "./wire.ts";

export type AcceptedLinkOptions = LinkOptions & {
  readonly serve: LinkHost;
  readonly complaints: Complaints;
  /** The other end has said who it is, or another version than ours. */
  readonly onHello: () => void;
  readonly onEnd: () => void;
};

/** A link that another node has dialled: it opens channels and asks, this end answers. */
export class AcceptedLink {
  readonly #options: AcceptedLinkOptions;
  readonly #wire: Wire;
  readonly #channels: Channels;
  /** The other end; null until its hello. */
  #node: string | null = null;

  constructor(socket: TLSSocket, options: AcceptedLinkOptions) {
    this.#options = options;
    const onEnd = (why: string) => this.#ended(why);
    this.#wire = new Wire(socket, options, { frames: this.#frames(), onEnd });
    this.#channels = new Channels(this.#wire, options.log);
  }

  /** Resolves when its socket is closed. */
  close(): Promise<void> {
    this.#wire.finish("this node ends it");
    return this.#wire.closed;
  }

  #frames(): FrameHandler {
    const wrong = () => this.#wire.end("it sent what only the other end sends");
    const known = (work: () => void) => (this.#node === null ? wrong() : work());
    return {
      hello: (version, nodeId) => this.#hello(version, nodeId),
      opened: (number) => known(() => this.#open(number)),
      closed: (number) => this.#channels.closed(number),
      // There are no channels before the hello.
      message: (number, kind, payload) => this.#channels.receive(number, kind, payload),
      request: (number, text) => known(() => this.#answer(number, text)),
      answer: wrong,
      failure: wrong,
    };
  }

  #hello(version: number, nodeId: string): void {
    if (this.#node !== null) return this.#wire.end("it said hello twice");
    this.#options.onHello();
    this.#wire.hello(this.#options.nodeId);
    if (version !== LINK_VERSION) return this.#refuse(version, nodeId);
    this.#node = nodeId;
    this.#wire.watch();
    this.#options.log.info({ node: nodeId }, "another node has made a link to this one");
  }

  #refuse(version: number, nodeId: string): void {
    const text = "a node that speaks another version of links was refused";
    this.#options.complaints.warn({ node: nodeId, version, ours: LINK_VERSION }, text);
    this.#wire.finish("another version");
  }

  #open(number: number): void {
    const { serve } = this.#options;
    const isNew = this.#channels.opened(number, (channel) => serve.onChannel(channel));
    if (!isNew) this.#wire.end("it opened a channel twice");
  }

  /** The host is asked at once, so that it hears everything in the order of its sending. */
  #answer(number: number, text: string): void {
    const answered = (answer: string) => {
      if (!this.#wire.answer(number, answer)) throw new RangeError("The answer is too long.");
    };
    Promise.try(() => this.#options.serve.onRequest(text))
      .then(answered)
      .catch((error: unknown) => this.#wire.failure(number, this.#codeOf(error)));
  }

  #codeOf(error: unknown): ErrorCode {
    if (error instanceof ParleyError) return error.code;
    this.#options.log.warn({ err: error }, "a request of another node failed");
    return "internal";
  }

  #ended(why: string): void {
    const node = this.#node;
    if (node !== null) this.#options.log.info({ node, why }, "another node's link has ended");
    this.#channels.end();
    this.#options.onEnd();
  }
}
