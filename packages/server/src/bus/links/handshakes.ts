import type { Socket } from "node:net";
import type { LinkOptions } from "./options.ts";

type Handshake = { readonly socket: Socket; readonly cancelTimer: () => void };

/** Connections of which nobody knows yet who they are: they have little time, and are not many. */
export class Handshakes {
  readonly #options: Pick<LinkOptions, "clock" | "limits">;
  readonly #onLate: () => void;
  /** By where they come from: TLS gives another socket for the same connection. The oldest first. */
  readonly #open = new Map<string, Handshake>();

  constructor(options: Pick<LinkOptions, "clock" | "limits">, onLate: () => void) {
    this.#options = options;
    this.#onLate = onLate;
  }

  add(socket: Socket): void {
    const { clock, limits } = this.#options;
    const origin = originOf(socket);
    // It is gone already.
    if (socket.remotePort === undefined) return void socket.destroy();
    // Dropping the newest would let a few that do nothing keep everybody out.
    if (this.#open.size >= limits.linkHandshakes) this.#dropOldest();
    const cancelTimer = clock.after(limits.linkHandshakeMs, () => {
      this.#onLate();
      socket.destroy();
    });
    this.#open.set(origin, { socket, cancelTimer });
    socket.on("close", () => this.finish(origin));
  }

  /** It is known now, or gone. */
  finish(origin: string): void {
    this.#open.get(origin)?.cancelTimer();
    this.#open.delete(origin);
  }

  close(): void {
    for (const { socket } of this.#open.values()) socket.destroy();
  }

  #dropOldest(): void {
    const [oldest] = this.#open;
    if (oldest === undefined) return;
    const [origin, { socket }] = oldest;
    this.finish(origin);
    socket.destroy();
  }
}

export function originOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
