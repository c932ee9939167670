import type { Ending } from "@parley/protocol";
import type { Peer } from "./ports.ts";

type Call =
  | { readonly type: "send"; readonly frame: string | Buffer }
  | { readonly type: "welcome" | "waiting"; readonly frame: string }
  | { readonly type: "end"; readonly ending: Ending };

/**
 * Holds back what connections are told. A room of a cluster tells nobody what is not in its log yet,
 * or at least on the way there: else a node that dies could have told more than its successor knows,
 * and everybody would have to begin with a snapshot.
 */
export class Gate {
  #calls: { readonly peer: Peer; readonly call: Call }[] = [];
  /** How many were let through before the first of these. */
  #through = 0;
  #isOpen = false;

  /** What this peer is told through the gate reaches the given one. */
  before(peer: Peer): Peer {
    const tell = (call: Call) => this.#tell(peer, call);
    return {
      id: peer.id,
      plain: peer.plain,
      send: (frame) => tell({ type: "send", frame }),
      welcome: (frame) => tell({ type: "welcome", frame }),
      waiting: (frame) => tell({ type: "waiting", frame }),
      end: (ending) => tell({ type: "end", ending }),
    };
  }

  /** Up to what was told so far, for `letThrough`. */
  get mark(): number {
    return this.#through + this.#calls.length;
  }

  /** What was told before the mark is told now, in its order. */
  letThrough(mark: number): void {
    const calls = this.#calls.splice(0, mark - this.#through);
    this.#through += calls.length;
    for (const { peer, call } of calls) carryOut(peer, call);
  }

  /** Nothing is held back any more. */
  open(): void {
    this.#isOpen = true;
    this.letThrough(this.mark);
  }

  #tell(peer: Peer, call: Call): void {
    if (this.#isOpen) carryOut(peer, call);
    else this.#calls.push({ peer, call });
  }
}

function carryOut(peer: Peer, call: Call): void {
  switch (call.type) {
    case "send":
      return peer.send(call.frame);
    case "welcome":
      return peer.welcome(call.frame);
    case "waiting":
      return peer.waiting(call.frame);
    case "end":
      return peer.end(call.ending);
  }
}
