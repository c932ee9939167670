import { LIMITS } from "@parley/protocol";
import type { Clock } from "./clock.ts";

/**
 * A lost way is often found again by itself within this time. A browser calls it lost only after
 * five seconds of silence, so it is not much.
 */
const DISCONNECTED_MS = 1500;

export type ConnectionWatchOptions = {
  readonly pc: RTCPeerConnection;
  readonly clock: Clock;
  readonly onConnected: () => void;
  /** Nothing comes any more; it may yet. */
  readonly onLost: () => void;
  /** The connection is of no use any more. May be told again. */
  readonly onBroken: () => void;
  readonly onChange: () => void;
};

/** Finds out when a connection works, and when it is broken for good. */
export class ConnectionWatch {
  readonly #options: ConnectionWatchOptions;
  readonly #listening = new AbortController();
  #cancel: () => void = () => {};

  constructor(options: ConnectionWatchOptions) {
    this.#options = options;
    const { signal } = this.#listening;
    options.pc.addEventListener("connectionstatechange", () => this.#onState(), { signal });
    this.#cancel = options.clock.after(LIMITS.transportOpenMs, options.onBroken);
  }

  /** The network is another one now: a way that is lost will not come back. */
  networkChanged(): void {
    const { connectionState } = this.#options.pc;
    const lost = connectionState === "disconnected" || connectionState === "failed";
    if (lost) this.#options.onBroken();
  }

  close(): void {
    this.#listening.abort();
    this.#cancel();
  }

  #onState(): void {
    const { pc, onBroken, onConnected, onChange } = this.#options;
    if (pc.connectionState !== "connecting") this.#cancel();
    if (pc.connectionState === "connected") onConnected();
    if (pc.connectionState === "failed") onBroken();
    if (pc.connectionState === "disconnected") this.#lost();
    onChange();
  }

  #lost(): void {
    const { clock, onBroken, onLost } = this.#options;
    this.#cancel = clock.after(DISCONNECTED_MS, onBroken);
    onLost();
  }
}
