import { once } from "node:events";
import { type Server, type TLSSocket, createServer } from "node:tls";
import type { LinkHost } from "../../runtime/ports.ts";
import { AcceptedLink } from "./accepted-link.ts";
import { Complaints } from "./complaints.ts";
import { Handshakes, originOf } from "./handshakes.ts";
import { listeningTls } from "./link-tls.ts";
import type { LinkOptions } from "./options.ts";

export type LinkListenerOptions = LinkOptions & {
  /** The address to listen on. Port 0: any free one. */
  readonly host: string;
  readonly port: number;
  /** Who answers what other nodes ask. */
  readonly serve: LinkHost;
};

/** Takes the links of other nodes. */
export class LinkListener {
  readonly #options: LinkListenerOptions;
  readonly #complaints: Complaints;
  readonly #handshakes: Handshakes;
  readonly #server: Server;
  readonly #links = new Set<AcceptedLink>();
  #closing: Promise<void> | null = null;

  private constructor(options: LinkListenerOptions) {
    this.#options = options;
    this.#complaints = new Complaints(options);
    this.#handshakes = new Handshakes(options, () => this.#refused("it took too long"));
    this.#server = createServer(listeningTls(options.secret));
    this.#server.on("connection", (socket) => this.#handshakes.add(socket));
    this.#server.on("secureConnection", (socket) => this.#accept(socket));
    this.#server.on("tlsClientError", (error) => this.#refused(error.message));
  }

  /** Rejects when it cannot listen there. */
  static async listen(options: LinkListenerOptions): Promise<LinkListener> {
    const listener = new LinkListener(options);
    await listener.#listen();
    return listener;
  }

  /** The real one. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** How many links of other nodes are open. */
  get size(): number {
    return this.#links.size;
  }

  /** Takes no more links and ends those that are open; resolves when all is closed. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #listen(): Promise<void> {
    const { host, port, log } = this.#options;
    this.#server.listen(port, host);
    await once(this.#server, "listening");
    this.#server.on("error", (error) => log.warn({ err: error }, "the port for links has failed"));
  }

  async #close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#handshakes.close();
    await Promise.all([...this.#links].map((link) => link.close()));
    await closed;
  }

  #accept(socket: TLSSocket): void {
    if (this.#closing !== null) return void socket.destroy();
    const origin = originOf(socket);
    const link: AcceptedLink = new AcceptedLink(socket, {
      ...this.#options,
      complaints: this.#complaints,
      onHello: () => this.#handshakes.finish(origin),
      onEnd: () => this.#links.delete(link),
    });
    this.#links.add(link);
  }

  #refused(why: string): void {
    const text = "what connected to the port for links is no node with our SECRET; dropped";
    this.#complaints.warn({ why }, text);
  }
}
