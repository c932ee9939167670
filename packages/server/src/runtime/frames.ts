import { type IceServer, LIMITS, SUBPROTOCOL, type Welcome } from "@parley/protocol";
import type { Relay } from "../room/command.ts";
import type { Snapshot } from "../room/project.ts";

/**
 * Frames are encoded once per audience: what all recipients share is one string, and what differs
 * (`n`, `after`, a welcome's own fields) is spliced onto it.
 */

type Own = Pick<Welcome, "self" | "permissions">;

/** The shared half of a welcome, without its closing brace. */
export function encodeSnapshot(snapshot: Snapshot, iceServers: readonly IceServer[]): string {
  const heartbeat = {
    intervalMs: LIMITS.heartbeatIntervalMs,
    timeoutMs: LIMITS.heartbeatTimeoutMs,
  };
  const nothingYet = { tracks: [], chat: [], waiting: [], resumed: false, resumeToken: null };
  const start = { n: 0, received: 0 };
  return open({
    type: "welcome",
    protocol: SUBPROTOCOL,
    ...snapshot,
    ...start,
    heartbeat,
    ...nothingYet,
    iceServers,
  });
}

export function welcomeFrame(shared: string, own: Own): string {
  return `${shared},${JSON.stringify(own).slice(1)}`;
}

/** A relayed message in the two forms that the members of a room may need. */
export class RelayFrames {
  readonly #from: string;
  readonly #relay: Relay;
  #plain: string | undefined;
  #shared: string | undefined;

  constructor(from: string, relay: Relay) {
    this.#from = from;
    this.#relay = relay;
  }

  /** For a plain client: the object as it was sent, stamped with `from`. */
  plain(): string {
    return (this.#plain ??= JSON.stringify({ ...this.#relay.plain, from: this.#from }));
  }

  /** For a parley.v1 client: with its own `n`, and the `seq` that it follows. */
  direct(n: number, after: number): string {
    this.#shared ??= this.#encodeShared();
    return `${this.#shared},"n":${n},"after":${after}}`;
  }

  #encodeShared(): string {
    const { signal, plain } = this.#relay;
    if (signal !== null) return open({ ...signal, from: this.#from });
    return open({ type: "relay", from: this.#from, data: plain });
  }
}

/** JSON of an object that has fields, without its closing brace. */
function open(value: object): string {
  return JSON.stringify(value).slice(0, -1);
}
