import { LIMITS } from "@parley/protocol/limits";
import type { Candidate, RemoteTransport } from "../sdp/transport-parameters.ts";
import type { LoopLag } from "./loop-lag.ts";
import type { Transport, TransportFactory, TransportHandlers } from "./transport.ts";

export type DeskOptions = {
  readonly factory: TransportFactory;
  readonly lag: LoopLag;
  /** How browsers reach all transports. */
  readonly candidates: readonly Candidate[];
};

/** Hands out transports: as many as a worker may have, and only while it keeps up. */
export class TransportDesk {
  readonly candidates: readonly Candidate[];
  readonly #factory: TransportFactory;
  readonly #lag: LoopLag;

  constructor({ factory, lag, candidates }: DeskOptions) {
    this.#factory = factory;
    this.#lag = lag;
    this.candidates = candidates;
  }

  get open(): number {
    return this.#factory.size;
  }

  /** A transport for what a client offers. */
  accept(remote: RemoteTransport, handlers: TransportHandlers): Taken {
    if (this.#isFull) return "overloaded";
    return this.#factory.accepting(remote, handlers) ?? "failed";
  }

  /** A transport for an offer of ours. */
  offer(handlers: TransportHandlers): Taken {
    if (this.#isFull) return "overloaded";
    return this.#factory.offering(handlers) ?? "failed";
  }

  get #isFull(): boolean {
    return this.open >= LIMITS.transportsPerWorker || this.#lag.overloaded;
  }
}

/** A transport, or why there is none. */
export type Taken = Transport | "overloaded" | "failed";
