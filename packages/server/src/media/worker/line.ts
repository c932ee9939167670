import type { Consumer, Producer } from "./producer.ts";
import type { StreamStart } from "./stream-start.ts";

/**
 * One media line of a down connection. A track is assigned to it, described in an offer, accepted
 * with the answer, and then carried.
 */
export class Line<Out extends Consumer = Consumer> {
  readonly mid: string;
  readonly start: StreamStart;
  readonly out: Out;
  #assigned: Producer | null = null;
  #described: Producer | null = null;
  #accepted: Producer | null = null;
  #carried: Producer | null = null;

  constructor(mid: string, start: StreamStart, out: Out) {
    this.mid = mid;
    this.start = start;
    this.out = out;
  }

  get assigned(): Producer | null {
    return this.#assigned;
  }

  /** What is sent on it now. */
  get carried(): Producer | null {
    return this.#carried;
  }

  assign(producer: Producer | null): void {
    this.#assigned = producer;
  }

  /** Whether the receiver has to be offered what is assigned. `slots`: microphones may just change. */
  needsOffer(slots: boolean): boolean {
    if (this.#assigned === this.#described) return false;
    return !(slots && areMics(this.#assigned, this.#described));
  }

  /** What is assigned goes into an offer. */
  describe(): void {
    this.#described = this.#assigned;
  }

  /** What was described has been answered. */
  answer(receives: boolean): void {
    this.#accepted = receives ? this.#described : null;
  }

  /** Carries what the receiver knows of. `connected`: packets can be sent at all. */
  carry(connected: boolean): void {
    const known = this.#accepted === this.#assigned || areMics(this.#accepted, this.#assigned);
    const next = connected && known ? this.#assigned : null;
    if (next === this.#carried) return;
    this.#carried?.removeConsumer(this.out);
    this.out.interrupt();
    this.#carried = next;
    next?.addConsumer(this.out);
  }
}

const areMics = (a: Producer | null, b: Producer | null): boolean =>
  a?.source === "mic" && b?.source === "mic";
