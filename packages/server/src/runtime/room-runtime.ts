import type { ErrorCode, IceServer, Participant } from "@parley/protocol";
import { isEnding } from "@parley/protocol";
import type { Command, Relay } from "../room/command.ts";
import { decide } from "../room/decide.ts";
import type { Effect, Event } from "../room/event.ts";
import { type Delivery, project } from "../room/project.ts";
import { reduce } from "../room/reduce.ts";
import { type Entry, type RoomState, hasPending, isDeserted } from "../room/state.ts";
import { RelayFrames, encodeSnapshot, welcomeFrame } from "./frames.ts";
import type { Clock, Peer, StayStore } from "./ports.ts";

/** What adapters put into the mailbox. They know the room by its commands alone. */
export type { Command, Entry, Relay };

/** How a command ended: `ok`, or why it was refused. */
export type Outcome = "ok" | ErrorCode;

type Job = { readonly command: Command; readonly done: ((outcome: Outcome) => void) | undefined };

/** A connection that has been welcomed, with its own frame counter. */
type Session = { readonly peer: Peer; n: number };

export type RoomRuntimeOptions = {
  readonly state: RoomState;
  readonly clock: Clock;
  readonly stays: StayStore;
  readonly presenceWindowMs: number;
  readonly iceServers: readonly IceServer[];
  /** Called when nobody is here any more; the runtime may then be let go. */
  readonly onDeserted: () => void;
  readonly onEffectFailed: (effect: Effect, error: unknown) => void;
};

/**
 * The one writer of a room: commands enter a mailbox and are decided one after another; events
 * change the state and are sent to whom they concern; effects are carried out, and their outcome
 * comes back as a command.
 */
export class RoomRuntime {
  readonly #options: RoomRuntimeOptions;
  #state: RoomState;
  readonly #mailbox: Job[] = [];
  #working = false;
  #closed = false;
  /** Every connection that was let into the mailbox and has not ended, by connection id. */
  readonly #peers = new Map<string, Peer>();
  /** Welcomed sessions by participant id. */
  readonly #sessions = new Map<string, Session>();
  #shared: { readonly seq: number; readonly text: string } | null = null;
  #flush: (() => void) | null = null;
  #lastFlush = -Infinity;
  #grace: (() => void) | null = null;
  /** Stays that are being opened, by id: one is never closed before its opening is settled. */
  readonly #opening = new Map<string, Promise<void>>();
  readonly #storing = new Set<Promise<void>>();

  constructor(options: RoomRuntimeOptions) {
    this.#options = options;
    this.#state = options.state;
  }

  participants(): readonly Participant[] {
    return [...this.#state.members.values()].map(({ participant }) => participant);
  }

  /** A connection asks to come in. It gets a welcome, or an ending. */
  join(entry: Entry, peer: Peer): void {
    this.#peers.set(peer.id, peer);
    const at = this.#options.clock.now();
    this.post({ type: "join", at, ...entry }, (outcome) => {
      if (outcome !== "ok") this.#end(peer.id, isEnding(outcome) ? outcome : "internal");
    });
  }

  /** The socket is gone, whoever closed it. */
  disconnected(participantId: string, connection: string): void {
    if (!this.#peers.delete(connection)) return;
    const at = this.#options.clock.now();
    this.post({ type: "disconnect", at, participantId, connection });
  }

  /** Puts a command into the mailbox; `done` learns its outcome before anyone hears of it. */
  post(command: Command, done?: (outcome: Outcome) => void): void {
    if (this.#closed) {
      done?.("unavailable");
      return;
    }
    this.#mailbox.push({ command, done });
    if (this.#working) return;
    this.#working = true;
    try {
      for (let job = this.#mailbox.shift(); job !== undefined; job = this.#mailbox.shift()) {
        this.#work(job);
      }
    } finally {
      this.#working = false;
    }
    this.#settle();
  }

  /** Ends every connection and closes every stay; resolves when that is stored. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#flush?.();
    this.#grace?.();
    for (const id of this.#peers.keys()) this.#end(id, "draining");
    const leftAt = this.#options.clock.now();
    const { members, entries } = this.#state;
    for (const { stayId } of [...members.values(), ...entries.values()]) {
      this.#carryOut({ type: "stay.close", stayId, leftAt });
    }
    await Promise.all(this.#storing);
  }

  #work({ command, done }: Job): void {
    const decision = decide(this.#state, command);
    if (!decision.ok) {
      done?.(decision.code);
      return;
    }
    done?.("ok");
    if (command.type === "flush") this.#lastFlush = command.at;
    for (const event of decision.events) this.#apply(event);
    for (const effect of decision.effects) this.#carryOut(effect);
  }

  #apply(event: Event): void {
    this.#state = reduce(this.#state, event);
    this.#forgetSession(event);
    const delivery = project(this.#state, event);
    if (delivery !== null) this.#deliver(delivery);
  }

  #forgetSession(event: Event): void {
    if (event.type === "participant.left") this.#sessions.delete(event.id);
    if (event.type === "participant.returned") this.#sessions.delete(event.participant.id);
    if (event.type !== "participant.lost") return;
    this.#sessions.delete(event.participant.id);
    this.#planGraceEnd();
  }

  #deliver(delivery: Delivery): void {
    switch (delivery.audience) {
      case "all":
        return this.#deliverToAll(Buffer.from(JSON.stringify(delivery.message)));
      case "some":
        return this.#deliverRelay(delivery.to, new RelayFrames(delivery.from, delivery.relay));
      case "welcome":
        return this.#deliverWelcome(delivery);
      case "connection":
        return this.#end(delivery.connection, delivery.ending);
    }
  }

  #deliverToAll(frame: Buffer): void {
    for (const { peer } of this.#sessions.values()) {
      if (!peer.plain) peer.send(frame);
    }
  }

  #deliverRelay(to: readonly string[], frames: RelayFrames): void {
    for (const id of to) {
      const session = this.#sessions.get(id);
      if (session === undefined) continue;
      if (session.peer.plain) session.peer.send(frames.plain());
      else session.peer.send(frames.direct(++session.n, this.#state.seq));
    }
  }

  #deliverWelcome(delivery: Extract<Delivery, { audience: "welcome" }>): void {
    const { to, connection, permissions, snapshot } = delivery;
    const peer = this.#peers.get(connection);
    if (peer === undefined) return;
    this.#sessions.set(to, { peer, n: 0 });
    // Nothing that a snapshot holds changes without a new seq, so one encoding serves them all.
    if (this.#shared?.seq !== snapshot.seq) {
      this.#shared = {
        seq: snapshot.seq,
        text: encodeSnapshot(snapshot, this.#options.iceServers),
      };
    }
    peer.welcome(welcomeFrame(this.#shared.text, { self: to, permissions: [...permissions] }));
  }

  #end(connection: string, ending: Parameters<Peer["end"]>[0]): void {
    const peer = this.#peers.get(connection);
    this.#peers.delete(connection);
    peer?.end(ending);
  }

  #carryOut(effect: Effect): void {
    const storing = this.#store(effect)
      .catch((error: unknown) => this.#storingFailed(effect, error))
      .finally(() => {
        this.#storing.delete(storing);
        if (effect.type === "stay.open") this.#opening.delete(effect.stay.id);
      });
    this.#storing.add(storing);
    if (effect.type === "stay.open") this.#opening.set(effect.stay.id, storing);
  }

  async #store(effect: Effect): Promise<void> {
    const { stays, clock } = this.#options;
    if (effect.type === "stay.close") {
      await this.#opening.get(effect.stayId);
      await stays.close(effect.stayId, effect.leftAt);
      return;
    }
    await stays.open(effect.stay);
    this.post({ type: "join.stored", at: clock.now(), connection: effect.connection });
  }

  #storingFailed(effect: Effect, error: unknown): void {
    const { clock, onEffectFailed } = this.#options;
    onEffectFailed(effect, error);
    if (effect.type !== "stay.open") return;
    this.post({ type: "join.failed", at: clock.now(), connection: effect.connection });
  }

  /** After the mailbox is empty: plans the next frame of presence. */
  #settle(): void {
    if (hasPending(this.#state)) this.#planFlush();
    if (isDeserted(this.#state)) this.#options.onDeserted();
  }

  /**
   * The first change goes out at once (after what is in progress); those that follow within the
   * window travel together, so a burst of joins is a few frames and not one each.
   */
  #planFlush(): void {
    if (this.#flush !== null) return;
    const { clock, presenceWindowMs } = this.#options;
    const wait = this.#lastFlush + presenceWindowMs - clock.now();
    let cancelled = false;
    const fire = () => {
      if (cancelled) return;
      this.#flush = null;
      this.post({ type: "flush", at: clock.now() });
    };
    const cancelTimer = wait > 0 ? clock.after(wait, fire) : null;
    this.#flush = () => {
      cancelled = true;
      cancelTimer?.();
    };
    if (cancelTimer === null) clock.soon(fire);
  }

  /** One timer for whoever was lost first; the next one follows it. */
  #planGraceEnd(): void {
    if (this.#grace !== null) return;
    let first = Infinity;
    for (const { link } of this.#state.members.values()) {
      if (link.state === "lost") first = Math.min(first, link.since);
    }
    if (first === Infinity) return;
    const { clock } = this.#options;
    const wait = first + this.#state.graceMs - clock.now();
    this.#grace = clock.after(Math.max(0, wait), () => {
      this.#grace = null;
      this.post({ type: "grace.end", at: clock.now() });
      this.#planGraceEnd();
    });
  }
}
