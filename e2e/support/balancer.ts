import { once } from "node:events";
import { type Server as NetServer, type Socket, connect, createServer } from "node:net";

/**
 * What stands before the nodes of a cluster: each connection goes to the next of them that takes it,
 * whoever it is from.
 */
export class Balancer {
  readonly #server: NetServer;
  readonly #sockets = new Set<Socket>();
  #ports: readonly number[] = [];
  #next = 0;

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(): Promise<Balancer> {
    const balancer = new Balancer();
    balancer.#server.listen(0, "127.0.0.1");
    await once(balancer.#server, "listening");
    return balancer;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("It does not listen.");
    return `http://127.0.0.1:${address.port}`;
  }

  /** The nodes that new connections go to from now on; those that are open stay where they are. */
  lead(ports: readonly number[]): void {
    this.#ports = ports;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
  }

  #serve(client: Socket): void {
    this.#keep(client);
    this.#connect(client, this.#ports.length);
  }

  /** A node that has gone refuses; its turn goes to the next. */
  #connect(client: Socket, attempts: number): void {
    const port = this.#ports[this.#next++ % this.#ports.length];
    if (attempts === 0 || port === undefined) return void client.destroy();
    const node = connect(port, "127.0.0.1");
    const again = () => this.#connect(client, attempts - 1);
    node.once("error", again);
    node.once("connect", () => {
      node.off("error", again);
      this.#keep(node);
      node.on("close", () => client.destroy());
      client.on("close", () => node.destroy());
      client.pipe(node).pipe(client);
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
