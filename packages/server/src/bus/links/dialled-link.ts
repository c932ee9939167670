import { type TLSSocket, connect } from "node:tls";
import { ParleyError } from "@parley/protocol";
import type { Channel, ChannelEvents, ClusterNode, Link } from "../../runtime/ports.ts";
import { Channels } from "./channels.ts";
import type { Complaints } from "./complaints.ts";
import { LINK_VERSION } from "./frame.ts";
import type { FrameHandler } from "./frame-reader.ts";
import { diallingTls } from "./link-tls.ts";
import type { LinkOptions } from "./options.ts";
import { Requests } from "./requests.ts";
import { Wire } from "./wire.ts";

export type DialledLinkOptions = LinkOptions & {
  readonly complaints: Complaints;
  readonly onEnd: () => void;
};

/** A link that this node dials: it opens channels and asks. */
export class DialledLink implements Link {
  readonly #node: ClusterNode;
  readonly #options: DialledLinkOptions;
  readonly #wire: Wire;
  readonly #channels: Channels;
  readonly #requests: Requests;
  readonly #ready = Promise.withResolvers<Link>();
  readonly #cancelTimer: () => void;
  #isReady = false;

  constructor(node: ClusterNode, options: DialledLinkOptions) {
    this.#node = node;
    this.#options = options;
    const onEnd = (why: string) => this.#ended(why);
    this.#wire = new Wire(dial(node, options), options, { frames: this.#frames(), onEnd });
    this.#channels = new Channels(this.#wire, options.log);
    this.#requests = new Requests(this.#wire, options);
    const late = () => this.#wire.end("it does not answer in time");
    this.#cancelTimer = options.clock.after(options.limits.linkHandshakeMs, late);
    this.#wire.hello(options.nodeId);
  }

  /** Itself, once the other end has said who it is; rejects with `unavailable`. */
  get ready(): Promise<Link> {
    return this.#ready.promise;
  }

  /** It has not ended; maybe it is not ready yet. */
  get isOpen(): boolean {
    return this.#wire.isOpen;
  }

  open(events: ChannelEvents): Channel {
    return this.#channels.open(events);
  }

  request(text: string): Promise<string> {
    return this.#requests.ask(text);
  }

  /** Resolves when its socket is closed. */
  close(): Promise<void> {
    if (this.#isReady) this.#wire.finish("this node ends it");
    else this.#wire.end("this node ends it");
    return this.#wire.closed;
  }

  #frames(): FrameHandler {
    const wrong = () => this.#wire.end("it sent what only the other end sends");
    return {
      hello: (version, nodeId) => this.#hello(version, nodeId),
      opened: wrong,
      // Before the hello there is nothing of which these could speak.
      closed: (number) => this.#channels.closed(number),
      message: (number, kind, payload) => this.#channels.receive(number, kind, payload),
      request: wrong,
      answer: (number, text) => this.#requests.answered(number, text),
      failure: (number, code) => this.#requests.failed(number, code),
    };
  }

  #hello(version: number, nodeId: string): void {
    if (this.#isReady) return this.#wire.end("it said hello twice");
    if (version !== LINK_VERSION) return this.#wire.end("it speaks another version of links");
    // Its address may belong to a successor by now.
    if (nodeId !== this.#node.id) return this.#wire.end("another node answers there");
    this.#isReady = true;
    this.#cancelTimer();
    this.#wire.watch();
    this.#options.log.info({ node: nodeId }, "this node has made a link to another one");
    this.#ready.resolve(this);
  }

  #ended(why: string): void {
    const { log, complaints } = this.#options;
    const { id: node, address } = this.#node;
    this.#cancelTimer();
    if (this.#isReady) log.info({ node, why }, "this node's link to another one has ended");
    else complaints.warn({ node, address, why }, "no link to another node can be made");
    this.#ready.reject(new ParleyError("unavailable"));
    this.#channels.end();
    this.#requests.end();
    this.#options.onEnd();
  }
}

function dial({ address }: ClusterNode, { secret }: LinkOptions): TLSSocket {
  const colon = address.lastIndexOf(":");
  // An IPv6 address stands in brackets.
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  const port = Number(address.slice(colon + 1));
  if (!(port > 0 && port < 65_536)) throw new ParleyError("unavailable", "That is no address.");
  return connect({ ...diallingTls(secret), host, port });
}
