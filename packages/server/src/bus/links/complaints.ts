import type { Clock } from "../../runtime/ports.ts";
import type { LinkLimits, LinkLog } from "./options.ts";

type Options = {
  readonly clock: Clock;
  readonly limits: Pick<LinkLimits, "linkComplaintMs">;
  readonly log: LinkLog;
};

/** Warnings that strangers can cause as often as they like: each is logged once in a while. */
export class Complaints {
  readonly #options: Options;
  readonly #loggedAt = new Map<string, number>();

  constructor(options: Options) {
    this.#options = options;
  }

  warn(details: object, text: string): void {
    const { clock, limits, log } = this.#options;
    const now = clock.now();
    const before = this.#loggedAt.get(text);
    if (before !== undefined && Math.abs(now - before) < limits.linkComplaintMs) return;
    this.#loggedAt.set(text, now);
    log.warn(details, text);
  }
}
