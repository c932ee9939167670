import { once } from "node:events";
import {
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
  connect,
  createServer,
} from "node:net";
import type { Server } from "./server.ts";

/**
 * What is wrong with a cable. `cut`: every connection breaks and no new one comes about. `silent`:
 * everything stays open and nothing arrives, either way. Or what one of the two sends is lost.
 */
export type Fault = "cut" | "silent" | "requests lost" | "answers lost";

type Pair = { readonly near: Socket; readonly far: Socket };

/** The network between some programs and a server, as a TCP proxy that can fail. */
export class Cable {
  readonly #server: Pick<Server, "port">;
  readonly #listener: TcpServer;
  readonly #pairs = new Set<Pair>();
  /** What the server has not been told the end of. */
  readonly #abandoned = new Set<Socket>();
  #fault: Fault | null = null;

  private constructor(server: Pick<Server, "port">) {
    this.#server = server;
    this.#listener = createServer((near) => this.#join(near));
  }

  static async to(server: Pick<Server, "port">): Promise<Cable> {
    const cable = new Cable(server);
    cable.#listener.listen(0, "127.0.0.1");
    await once(cable.#listener, "listening");
    return cable;
  }

  /** Where the server is found at this end. */
  get url(): string {
    return `http://127.0.0.1:${portOf(this.#listener.address())}`;
  }

  break(fault: Fault): void {
    this.#fault = fault;
    if (fault === "cut") for (const pair of this.#pairs) destroy(pair);
  }

  /**
   * New connections work again; those of before the fault are gone. After a silence the server does
   * not hear of that: such connections look alive to it.
   */
  mend(): void {
    const silent = this.#fault === "silent";
    this.#fault = null;
    for (const pair of this.#pairs) {
      this.#pairs.delete(pair);
      if (silent) this.#abandoned.add(pair.far);
      else pair.far.destroy();
      pair.near.destroy();
    }
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) destroy(pair);
    for (const far of this.#abandoned) far.destroy();
    if (!this.#listener.listening) return;
    this.#listener.close();
    await once(this.#listener, "close");
  }

  #join(near: Socket): void {
    near.on("error", () => near.destroy());
    if (this.#fault === "cut") {
      near.destroy();
      return;
    }
    const far = connect(Number(this.#server.port), "127.0.0.1");
    far.on("error", () => far.destroy());
    const pair = { near, far };
    this.#pairs.add(pair);
    this.#pass(pair, near, "requests lost");
    this.#pass(pair, far, "answers lost");
  }

  /** Passes what one end sends to the other, unless that is what is lost. */
  #pass(pair: Pair, from: Socket, loss: Fault): void {
    const to = from === pair.near ? pair.far : pair.near;
    const passes = () => this.#pairs.has(pair) && this.#fault !== "silent" && this.#fault !== loss;
    from.on("data", (bytes) => {
      if (passes()) to.write(bytes);
    });
    from.on("close", () => {
      if (passes()) to.end();
      if (to.destroyed) this.#pairs.delete(pair);
    });
  }
}

function destroy({ near, far }: Pair): void {
  near.destroy();
  far.destroy();
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("It does not listen.");
  return address.port;
}
