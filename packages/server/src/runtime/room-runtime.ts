import type { Ending, ErrorCode, Participant } from "@parley/protocol";
import type { Administration, Change, Command, Request, Speaker, Wish } from "../room/command.ts";
import { decide } from "../room/decide.ts";
import type { Effect, Event } from "../room/event.ts";
import type { MediaNews } from "../room/media.ts";
import { project } from "../room/project.ts";
import { reduce } from "../room/reduce.ts";
import { saveState } from "../room/saved-state.ts";
import { type Entry, type RoomState, isDeserted } from "../room/state.ts";
import { Answers } from "./answers.ts";
import { Audience } from "./audience.ts";
import { Mailbox } from "./mailbox.ts";
import { type Outcome, endingOf, outcomeOf } from "./outcome.ts";
import type { Peer } from "./ports.ts";
import type { Resume, RoomDoor } from "./room-door.ts";
import { isSuperseded, pointOf } from "./returning.ts";
import { RoomLog, type SavedRoom } from "./room-log.ts";
import { RoomMedia, type SavedConnections } from "./room-media.ts";
import type { RoomRuntimeOptions } from "./room-options.ts";
import { type Recovery, replay, unseen } from "./room-recovery.ts";
import { RoomTimers } from "./room-timers.ts";
import { Storekeeper } from "./storekeeper.ts";
import type { ResumePoint, Session } from "./session.ts";

/** What adapters put into the mailbox. They know the room by its commands alone. */
export type { Administration, Entry, Outcome, Request, Resume, ResumePoint, Speaker, Wish };

type Done = (outcome: Outcome) => void;
type Job = { readonly command: Command; readonly done: Done | undefined };

const NOT_STORED: Outcome = { ok: false, code: "unavailable" };
/** The room is not here any more. A client hears nothing of it, and asks again where it comes back. */
const MOVED: Outcome = { ok: false, code: "unavailable" };

/**
 * The one writer of a room: commands enter a mailbox and are decided one after another; events
 * change the state and are sent to whom they concern; effects are carried out, and their outcome
 * comes back as a command.
 */
export class RoomRuntime implements RoomDoor {
  readonly #options: RoomRuntimeOptions;
  readonly #audience: Audience;
  readonly #timers: RoomTimers;
  readonly #storekeeper: Storekeeper;
  readonly #media: RoomMedia | null;
  readonly #log: RoomLog | null;
  readonly #answers: Answers;
  #state: RoomState;
  readonly #mailbox: Mailbox<Job>;
  #closed = false;
  #hushed = false;
  #used = false;

  constructor(options: RoomRuntimeOptions) {
    const { clock, limits, storage, onNotStored, cluster } = options;
    this.#options = options;
    this.#mailbox = new Mailbox({
      work: (job) => this.#work(job),
      isOpen: () => !this.#closed && cluster?.holds() !== false,
      onEmpty: () => this.#turnEnded(),
      most: limits.commandsWaiting,
    });
    this.#log = cluster === null ? null : new RoomLog(cluster.journal, limits, () => this.save());
    this.#media = this.#openMedia(options);
    this.#audience = new Audience(options, (...args) => this.#beginSession(...args));
    this.#answers = new Answers(this.#audience, this.#log);
    const recovery = cluster?.recovery ?? null;
    this.#state = recovery === null ? options.state : replay(recovery, this.#audience, this.#media);
    const post = (command: Command) => this.#post(command);
    this.#timers = new RoomTimers({ clock, limits, state: () => this.#state, post });
    const onSettled = () => this.#letGoWhenIdle();
    this.#storekeeper = new Storekeeper({ storage, onNotStored, onSettled });
  }

  /** Once, before anybody comes. */
  begin(): void {
    const recovery = this.#options.cluster?.recovery ?? null;
    if (recovery !== null) this.#recover(recovery);
    this.#log?.checkpoint();
  }

  #openMedia({ media: server, state, clock }: RoomRuntimeOptions): RoomMedia | null {
    if (server === null) return null;
    const tell = (news: MediaNews) => this.#post({ type: "media", at: clock.now(), news });
    const note = (saved: SavedConnections) => this.#log?.note({ type: "media", ...saved });
    const onChange = this.#log === null ? null : note;
    return new RoomMedia({ server, roomId: state.roomId, tell, onChange });
  }

  /** Everybody is away now, and comes back; what was stored in the meantime has happened. */
  #recover({ stored }: Recovery): void {
    const at = this.#now;
    this.#used = true;
    this.#post({ type: "recovered", at });
    for (const command of unseen(this.#state, stored, at)) this.#post(command);
    this.#media?.restart();
  }

  #beginSession(participantId: string, { id: sessionId }: Session, { plain }: Peer): void {
    this.#log?.note({ type: "session", participantId, sessionId });
    this.#media?.begin(participantId, plain);
    if (plain) this.#post({ type: "media.end", at: this.#now, participantId });
  }

  /** The room as it is, for another node; `withFrames`: also what clients may have missed. */
  save(withFrames = false): SavedRoom {
    return {
      state: saveState(this.#state),
      audience: this.#audience.save(withFrames),
      media: this.#media?.save() ?? [],
    };
  }

  /** What the journal had of the room is gone. */
  logAnew(): void {
    if (!this.#closed) this.#log?.checkpoint();
  }

  participants(): readonly Participant[] {
    return [...this.#state.members.values()].map(({ participant }) => participant);
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  get isIdle(): boolean {
    return isDeserted(this.#state) && !this.#storekeeper.isBusy;
  }

  /** A connection asks to come in. It gets a welcome, a place in the lobby, or an ending. */
  join(entry: Entry, peer: Peer, resume: Resume | null = null): void {
    if (this.#hushed) return peer.end("draining");
    const session = this.#audience.session(entry.participantId);
    if (isSuperseded(session, this.#state.stream, resume)) return peer.end("taken_over");
    this.#audience.add(this.#log?.gated(peer) ?? peer, pointOf(session, resume));
    this.#post({ type: "join", at: this.#now, ...entry }, (outcome) => {
      if (!outcome.ok) this.#audience.end(peer.id, endingOf(outcome.code));
    });
  }

  /** The socket is gone, whoever closed it. */
  disconnected({ participantId, connection }: Speaker): void {
    if (!this.#audience.drop(connection)) return;
    this.#post({ type: "disconnect", at: this.#now, participantId, connection });
  }

  /** A connection asks for something; with an `id` it is answered, and taken only once. */
  request(from: Speaker, id: number | null, wish: Wish): void {
    // Its client asks again wherever it comes back to.
    if (this.#hushed) return;
    const tell = this.#answers.take(from, id);
    if (tell === null) return this.#log?.write();
    const { participantId, connection } = from;
    this.#post({ ...wish, participantId, connection, at: this.#now }, (outcome) => {
      if (outcome !== MOVED) tell(outcome);
    });
  }

  /** Something asked for from outside the meeting; resolves when it is stored or refused. */
  administer(command: Administration): Promise<"ok" | ErrorCode> {
    return new Promise((resolve) => {
      this.#post(command, (outcome) => resolve(outcome.ok ? "ok" : outcome.code));
    });
  }

  /** The room was deleted in the store: its meeting ends. */
  deleted(): void {
    this.#post({ type: "deleted", at: this.#now });
  }

  /** Ends every connection and closes every stay; resolves when that is stored. */
  async close(): Promise<void> {
    this.leave("draining");
    const leftAt = this.#now;
    const { members, entries } = this.#state;
    for (const { stayId } of [...members.values(), ...entries.values()]) {
      this.#storekeeper.closeStay(stayId, leftAt);
    }
    if (this.#used) this.#storekeeper.markUsed(leftAt);
    await this.#storekeeper.settled();
  }

  /** The meeting goes on elsewhere: ends every connection, and changes nothing any more. */
  leave(ending: Ending): void {
    this.#freeze();
    this.#timers.close();
    this.#media?.close();
    this.#log?.end();
    this.#audience.endAll(ending);
  }

  /**
   * Resolves with the room as another node can go on with it: once what is being stored is stored,
   * or has taken too long. Clients ask again there for what they ask for in the meantime.
   */
  async packUp(): Promise<SavedRoom> {
    const { clock, limits } = this.#options;
    this.#hushed = true;
    await this.#storekeeper.settledWithin(clock, limits.packUpMs);
    this.#freeze();
    return this.save(true);
  }

  #freeze(): void {
    this.#closed = true;
    for (const { done } of this.#mailbox.takeAll()) done?.(MOVED);
  }

  /** Puts a command into the mailbox; `done` learns its outcome before anyone hears of it. */
  #post(command: Command, done?: Done): void {
    if (this.#closed || !this.#mailbox.post({ command, done })) done?.(MOVED);
  }

  /** This node may speak for its rooms again. */
  wake(): void {
    this.#mailbox.drain();
  }

  #turnEnded(): void {
    this.#log?.write();
    this.#timers.planFlush();
    this.#letGoWhenIdle();
  }

  #letGoWhenIdle(): void {
    if (!this.#closed && this.isIdle) this.#options.onIdle();
  }

  #work({ command, done }: Job): void {
    const decision = decide(this.#state, command);
    if (!decision.ok) {
      done?.(decision);
      return;
    }
    const answered = decision.effects.some((effect) => effect.type === "change" && effect.answers);
    if (!answered) done?.(outcomeOf(decision));
    for (const event of decision.events) this.#apply(event);
    for (const effect of decision.effects) this.#carryOut(effect, done);
  }

  #apply(event: Event): void {
    this.#state = reduce(this.#state, event);
    this.#log?.noteEvent(event);
    this.#follow(event);
    const delivery = project(this.#state, event);
    if (delivery !== null) this.#audience.deliver(delivery, this.#state.seq);
  }

  /** What events mean for sessions and timers. */
  #follow(event: Event): void {
    switch (event.type) {
      case "participant.left":
        this.#media?.leave(event.id);
        return this.#audience.forget(event.id);
      case "participant.returned":
        return this.#audience.detach(event.participant.id);
      case "participant.lost":
        this.#audience.detach(event.participant.id);
        return this.#timers.planGraceEnd();
      case "lobby.lost":
        return this.#timers.planGraceEnd();
      case "room.updated":
        return this.#timers.planExpiry();
      case "participant.joined":
        return this.#markUsed(event.participant.joinedAt);
      default:
    }
  }

  /** Once per run: a room that is used does not expire for want of use. */
  #markUsed(at: number): void {
    if (this.#used) return;
    this.#used = true;
    this.#storekeeper.markUsed(at);
  }

  #carryOut(effect: Effect, done: Done | undefined): void {
    switch (effect.type) {
      case "stay.close":
        return this.#storekeeper.closeStay(effect.stayId, effect.leftAt);
      case "media":
        return this.#media?.request(effect.request);
      case "change":
        return this.#store(effect.change, effect.answers ? done : undefined);
    }
  }

  #store(change: Change, asker: Done | undefined): void {
    this.#storekeeper.store(change, (outcome) => {
      const at = this.#now;
      if (outcome === "fenced") {
        asker?.(MOVED);
        return this.#options.cluster?.onFenced();
      }
      if (outcome !== null) return this.#post({ type: "stored", at, outcome }, asker);
      this.#post({ type: "notStored", at, change }, () => asker?.(NOT_STORED));
    });
  }
}
