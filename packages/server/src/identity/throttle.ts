import { SocketAddress, isIPv4 } from "node:net";
import { type Limits, ParleyError } from "@parley/protocol";
import type { Clock } from "../runtime/ports.ts";
import { bareAddress } from "./client-address.ts";

const MAPPED_IPV4 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/;
const NETWORK_KEY = /^[\da-f]+(?::[\da-f]+){3}::\/64$/;

/**
 * What counts as one address: an IPv4 address, also when mapped into IPv6, or an IPv6 /64. All that
 * is no address counts as one, so that nobody gets more of them by inventing some.
 */
export function addressKey(ip: string | undefined): string {
  const address = bareAddress(ip);
  if (address === null) return ip !== undefined && NETWORK_KEY.test(ip) ? ip : "unknown";
  if (isIPv4(address)) return address;
  const canonical = new SocketAddress({ address, family: "ipv6" }).address;
  return MAPPED_IPV4.exec(canonical)?.[1] ?? `${networkOf(canonical)}::/64`;
}

/** The first four groups of an IPv6 address, as in `2001:db8:0:1`. */
function networkOf(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  // A dotted IPv4 part at the end stands for two groups.
  const count = (parts: string[]) => parts.length + (parts.at(-1)?.includes(".") === true ? 1 : 0);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = 8 - count(groups(head)) - count(after);
  const all = [...groups(head), ...Array.from({ length: Math.max(zeros, 0) }, () => "0"), ...after];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** Events of one key in its current window. */
export type Count = { readonly count: number; readonly lastAt: number; readonly endsAt: number };

type CounterOptions = {
  readonly clock: Pick<Clock, "now">;
  readonly windowMs: number;
  readonly maxKeys: number;
};

/**
 * Counts events per key. A key's window starts with its first event; all last equally long, so the
 * map, which keeps the order of insertion, has the next one to end in front.
 */
export class WindowCounter {
  readonly #options: CounterOptions;
  readonly #counts = new Map<string, Count>();

  constructor(options: CounterOptions) {
    this.#options = options;
  }

  get(key: string): Count | null {
    const found = this.#counts.get(key);
    return found !== undefined && found.endsAt > this.#options.clock.now() ? found : null;
  }

  add(key: string): Count {
    const now = this.#options.clock.now();
    const before = this.get(key);
    if (before === null) this.#makeRoomFor(key, now);
    const endsAt = before?.endsAt ?? now + this.#options.windowMs;
    const count = { count: (before?.count ?? 0) + 1, lastAt: now, endsAt };
    this.#counts.set(key, count);
    return count;
  }

  forget(key: string): void {
    this.#counts.delete(key);
  }

  /** How many keys are held, those with an ended window included. */
  get size(): number {
    return this.#counts.size;
  }

  #makeRoomFor(key: string, now: number): void {
    this.#counts.delete(key);
    for (const [oldest, { endsAt }] of this.#counts) {
      if (endsAt > now && this.#counts.size < this.#options.maxKeys) return;
      this.#counts.delete(oldest);
    }
  }
}

type AddressLimitOptions = {
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "addressWindowMs" | "countedKeys">;
  readonly max: number;
};

/** So many of something per address in a window. */
export class AddressLimit {
  readonly #counter: WindowCounter;
  readonly #clock: Pick<Clock, "now">;
  readonly #max: number;

  constructor({ clock, limits, max }: AddressLimitOptions) {
    const { addressWindowMs: windowMs, countedKeys: maxKeys } = limits;
    this.#counter = new WindowCounter({ clock, windowMs, maxKeys });
    this.#clock = clock;
    this.#max = max;
  }

  /** Throws `rate_limited` when the address has used up its window. */
  check(address: string): void {
    const seen = this.#counter.get(addressKey(address));
    if (seen === null || seen.count < this.#max) return;
    throw rateLimited(seen.endsAt - this.#clock.now());
  }

  /** Counts one. */
  add(address: string): void {
    this.#counter.add(addressKey(address));
  }
}

export function rateLimited(retryAfterMs: number): ParleyError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new ParleyError("rate_limited", `Try again in ${seconds} seconds.`, { retryAfterMs });
}
