/** A TCP line between two nodes that can be measured, stopped and cut. */
import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import type { TestContext } from "node:test";

const RECORD_HEAD_BYTES = 5;
const APPLICATION_DATA = 23;

/** Counts the TLS records of application data that go by. */
class RecordCounter {
  bytes = 0;
  records = 0;
  #rest = Buffer.alloc(0);

  see(chunk: Buffer): void {
    this.bytes += chunk.length;
    let rest = Buffer.concat([this.#rest, chunk]);
    while (rest.length >= RECORD_HEAD_BYTES) {
      const size = RECORD_HEAD_BYTES + rest.readUInt16BE(3);
      if (rest.length < size) break;
      if (rest.readUInt8(0) === APPLICATION_DATA) this.records += 1;
      rest = rest.subarray(size);
    }
    this.#rest = rest;
  }
}

export class Relay {
  /** From the dialler to the listener, and back. */
  readonly there = new RecordCounter();
  readonly back = new RecordCounter();
  readonly port: number;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.port = port;
  }

  static async to(t: TestContext, target: number): Promise<Relay> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const relay = new Relay(portOf(server.address()));
    server.on("connection", (socket) => relay.#join(socket, target));
    t.after(() => {
      relay.cut();
      server.close();
    });
    return relay;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** From now on nothing comes through, and nobody is told. */
  freeze(): void {
    for (const socket of this.#sockets) socket.pause().removeAllListeners("data");
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket, target: number): void {
    const far = connect(target, "127.0.0.1");
    this.#lead(near, far, this.there);
    this.#lead(far, near, this.back);
  }

  #lead(from: Socket, to: Socket, counter: RecordCounter): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on("data", (chunk: Buffer) => {
      counter.see(chunk);
      to.write(chunk);
    });
    from.on("error", () => {});
    from.on("end", () => to.end());
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("It has no port.");
  return address.port;
}
