import type { ServerMessage, ServerMessages, Welcome } from "@parley/protocol";

/** The counters of a frame: `seq` when it is the same for all members, `n` when it is for us. */
export type Counters = { readonly seq: number | null; readonly n: number | null };

export function countersOf(message: ServerMessage): Counters {
  return {
    seq: "seq" in message ? message.seq : null,
    n: "n" in message ? message.n : null,
  };
}

/** Where in the room's log of events the client is, so that a new connection can go on from there. */
export class ResumePoint {
  #token: string | null = null;
  #position: { readonly stream: string; readonly seq: number; readonly n: number } | null = null;

  /** The URL with what the server needs to resume the session, as far as there is one. */
  address(url: string): string {
    if (this.#token === null) return url;
    const address = new URL(url);
    const query = { resume: this.#token, ...this.#position };
    for (const [name, value] of Object.entries(query))
      address.searchParams.set(name, String(value));
    return address.href;
  }

  welcomed({ resumeToken, stream, seq, n }: Welcome): void {
    this.#token = resumeToken;
    this.#position = { stream, seq, n };
  }

  /** In the lobby there is nothing to resume but one's place there. */
  waiting({ resumeToken }: ServerMessages["waiting"]): void {
    this.#token = resumeToken;
    this.#position = null;
  }

  /** Counts a frame. False when one before it is missing: then what is known has a gap. */
  follow({ seq, n }: Counters): boolean {
    const before = this.#position;
    if (before === null) return true;
    const after = { ...before, seq: seq ?? before.seq, n: n ?? before.n };
    this.#position = after;
    return (seq === null || seq === before.seq + 1) && (n === null || n === before.n + 1);
  }

  /** The next connection begins with a snapshot, in the same place in the room. */
  forgetPosition(): void {
    this.#position = null;
  }

  /** The server does not take the token: the next connection is a join like any other. */
  forget(): void {
    this.#token = null;
    this.#position = null;
  }
}
