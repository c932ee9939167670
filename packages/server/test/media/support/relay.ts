import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

const ADDRESS = "127.0.0.1";

/** Stands between clients and a server as a router does: the server sees one address and port. */
export class Relay {
  readonly #socket: Socket;
  readonly #server: number;
  #client = 0;

  static async open(serverPort: number): Promise<Relay> {
    const socket = createSocket("udp4");
    socket.bind(0, ADDRESS);
    await once(socket, "listening");
    return new Relay(socket, serverPort);
  }

  private constructor(socket: Socket, server: number) {
    this.#socket = socket;
    this.#server = server;
    socket.on("message", (data, { port }) => this.#pass(data, port));
  }

  /** The description of the server, with this relay's address in it. */
  instead(description: string): string {
    const { port } = this.#socket.address();
    return description.replaceAll(` ${this.#server} typ host`, ` ${port} typ host`);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, "close");
  }

  #pass(data: Buffer, from: number): void {
    if (from !== this.#server) this.#client = from;
    const to = from === this.#server ? this.#client : this.#server;
    this.#socket.send(data, to, ADDRESS);
  }
}
