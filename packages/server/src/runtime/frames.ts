import { type IceServer, LIMITS, SUBPROTOCOL, type Welcome } from "@parley/protocol";
import type { Relay } from "../room/command.ts";
import type { DirectMessage, Own, Snapshot } from "../room/project.ts";
import type { DirectFrameMaker } from "./replay.ts";

/**
 * Frames are encoded once per audience: what all recipients share is one string, and what differs
 * (`n`, `after`, a welcome's own fields) is spliced onto it.
 */

const HEARTBEAT = {
  intervalMs: LIMITS.heartbeatIntervalMs,
  timeoutMs: LIMITS.heartbeatTimeoutMs,
};

/** The shared half of a welcome with the whole room, without its closing brace. */
export function encodeSnapshot(snapshot: Snapshot): string {
  return open({ type: "welcome", protocol: SUBPROTOCOL, ...snapshot, heartbeat: HEARTBEAT });
}

/** Where a session's own counters stand, how it comes back, and the relays that it may use. */
export type Standing = Pick<Welcome, "self" | "n" | "received" | "resumed" | "resumeToken"> & {
  readonly iceServers: readonly IceServer[];
};

export function welcomeFrame(shared: string, standing: Standing, own: Own): string {
  return `${shared},${JSON.stringify({ ...standing, ...own }).slice(1)}`;
}

/** For a client that resumes: it knows the room, and the missed frames follow. */
export function resumedFrame(
  snapshot: Snapshot,
  standing: Standing & Pick<Welcome, "seq">,
  own: Own,
): string {
  const empty = { participants: [], tracks: [], chat: [], waiting: [] };
  const { permissions } = own;
  const type = { type: "welcome", protocol: SUBPROTOCOL };
  const rest = { heartbeat: HEARTBEAT, permissions };
  return JSON.stringify({ ...type, ...snapshot, ...empty, ...rest, ...standing });
}

/** What some get, each with its own `n` and the `seq` that it follows. */
export interface DirectFrames extends DirectFrameMaker {
  /** For a plain client; null when it gets nothing of the kind. */
  plain(): string | null;
}

/** A message of the room's own. */
export class MessageFrames implements DirectFrames {
  readonly #shared: string;

  constructor(message: DirectMessage) {
    this.#shared = open(message);
  }

  get length(): number {
    return this.#shared.length;
  }

  plain(): null {
    return null;
  }

  direct(n: number, after: number): string {
    return `${this.#shared},"n":${n},"after":${after}}`;
  }
}

/** A relayed message in the two forms that the members of a room may need. */
export class RelayFrames implements DirectFrames {
  readonly #from: string;
  readonly #relay: Relay;
  #plain: string | undefined;
  #shared: string | undefined;

  constructor(from: string, relay: Relay) {
    this.#from = from;
    this.#relay = relay;
  }

  get length(): number {
    return this.#encoded().length;
  }

  /** The object as it was sent, stamped with `from`. */
  plain(): string {
    return (this.#plain ??= JSON.stringify({ ...this.#relay.plain, from: this.#from }));
  }

  direct(n: number, after: number): string {
    return `${this.#encoded()},"n":${n},"after":${after}}`;
  }

  #encoded(): string {
    return (this.#shared ??= this.#encode());
  }

  #encode(): string {
    const { signal, plain } = this.#relay;
    if (signal !== null) return open({ ...signal, from: this.#from });
    return open({ type: "relay", from: this.#from, data: plain });
  }
}

/** JSON of an object that has fields, without its closing brace. */
function open(value: object): string {
  return JSON.stringify(value).slice(0, -1);
}
