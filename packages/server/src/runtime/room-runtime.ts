import { type ErrorCode, type Participant, encode, errorMessage, isEnding } from "@parley/protocol";
import type { Administration, Change, Command, Request, Speaker, Wish } from "../room/command.ts";
import { decide } from "../room/decide.ts";
import type { Decision } from "../room/decision.ts";
import type { Effect, Event } from "../room/event.ts";
import type { MediaNews } from "../room/media.ts";
import { project } from "../room/project.ts";
import { reduce } from "../room/reduce.ts";
import { type Entry, type RoomState, isDeserted } from "../room/state.ts";
import { Audience, type AudienceOptions } from "./audience.ts";
import type { Clock, MediaServer, Peer } from "./ports.ts";
import { RoomMedia } from "./room-media.ts";
import type { RoomKeeping } from "./patient-storage.ts";
import { RoomTimers } from "./room-timers.ts";
import { Storekeeper } from "./storekeeper.ts";
import type { ResumePoint, Session } from "./session.ts";

/** What adapters put into the mailbox. They know the room by its commands alone. */
export type { Administration, Entry, Request, ResumePoint, Speaker, Wish };

/** How a command ended. */
export type Outcome =
  | { readonly ok: true; readonly messageId?: string; readonly trackId?: string }
  | { readonly ok: false; readonly code: ErrorCode };

type Done = (outcome: Outcome) => void;
type Job = { readonly command: Command; readonly done: Done | undefined };

/** What a client shows of where it was, once its token has been verified. */
export type Resume = { readonly sessionId: string | null; readonly point: ResumePoint | null };

export type RoomRuntimeOptions = AudienceOptions & {
  readonly state: RoomState;
  readonly clock: Clock;
  readonly storage: RoomKeeping;
  /** Null for a room whose media goes as a mesh. */
  readonly media: MediaServer | null;
  /** Called when nobody is here any more and nothing is being stored. */
  readonly onIdle: () => void;
  readonly onNotStored: (what: string, error: unknown) => void;
};

const CLOSED: Outcome = { ok: false, code: "unavailable" };

/**
 * The one writer of a room: commands enter a mailbox and are decided one after another; events
 * change the state and are sent to whom they concern; effects are carried out, and their outcome
 * comes back as a command.
 */
export class RoomRuntime {
  readonly #options: RoomRuntimeOptions;
  readonly #audience: Audience;
  readonly #timers: RoomTimers;
  readonly #storekeeper: Storekeeper;
  readonly #media: RoomMedia | null;
  #state: RoomState;
  readonly #mailbox: Job[] = [];
  #working = false;
  #closed = false;
  #used = false;

  constructor(options: RoomRuntimeOptions) {
    const { state, clock, limits, storage, onNotStored } = options;
    this.#options = options;
    this.#state = state;
    this.#media = this.#openMedia(options);
    this.#audience = new Audience(options, (id, peer) => this.#beginMedia(id, peer));
    this.#timers = new RoomTimers({
      clock,
      limits,
      state: () => this.#state,
      post: (command) => this.#post(command),
    });
    const onSettled = () => this.#letGoWhenIdle();
    this.#storekeeper = new Storekeeper({ storage, onNotStored, onSettled });
  }

  #openMedia({ media: server, state, clock }: RoomRuntimeOptions): RoomMedia | null {
    if (server === null) return null;
    const tell = (news: MediaNews) => this.#post({ type: "media", at: clock.now(), news });
    return new RoomMedia({ server, roomId: state.roomId, tell });
  }

  #beginMedia(participantId: string, { plain }: Peer): void {
    this.#media?.begin(participantId, plain);
    if (plain) this.#post({ type: "media.end", at: this.#options.clock.now(), participantId });
  }

  participants(): readonly Participant[] {
    return [...this.#state.members.values()].map(({ participant }) => participant);
  }

  get isIdle(): boolean {
    return isDeserted(this.#state) && !this.#storekeeper.isBusy;
  }

  /** A connection asks to come in. It gets a welcome, a place in the lobby, or an ending. */
  join(entry: Entry, peer: Peer, resume: Resume | null = null): void {
    if (this.#isSuperseded(entry.participantId, resume)) return peer.end("taken_over");
    this.#audience.add(peer, resume?.point ?? null);
    const at = this.#options.clock.now();
    this.#post({ type: "join", at, ...entry }, (outcome) => {
      if (!outcome.ok) this.#audience.end(peer.id, endingOf(outcome.code));
    });
  }

  /** A client that lost its place to a newer one does not take it back by itself. */
  #isSuperseded(participantId: string, resume: Resume | null): boolean {
    if (resume === null || resume.sessionId === null) return false;
    if (resume.point?.stream !== this.#state.stream) return false;
    const session = this.#audience.session(participantId);
    return session !== undefined && session.id !== resume.sessionId;
  }

  /** The socket is gone, whoever closed it. */
  disconnected({ participantId, connection }: Speaker): void {
    if (!this.#audience.drop(connection)) return;
    const at = this.#options.clock.now();
    this.#post({ type: "disconnect", at, participantId, connection });
  }

  /** A connection asks for something; with an `id` it is answered, and taken only once. */
  request(from: Speaker, id: number | null, wish: Wish): void {
    const { participantId, connection } = from;
    const session = this.#audience.session(participantId);
    const own = session?.peer?.id === connection ? session : null;
    if (id !== null && own !== null && !this.#isNew(own, id)) return;
    const request = { ...wish, participantId, connection, at: this.#options.clock.now() };
    this.#post(request, (outcome) => this.#answer(own, connection, id, outcome));
  }

  #isNew(session: Session, id: number): boolean {
    const taken = session.take(id);
    if (taken === "out_of_order") session.peer?.send(encode(errorMessage("id_not_growing", id)));
    return taken === "new";
  }

  #answer(session: Session | null, connection: string, id: number | null, outcome: Outcome): void {
    if (outcome.ok && id === null) return;
    const frame = encode(answerOf(id, outcome));
    if (session !== null && id !== null) session.answer(id, frame);
    else this.#audience.peer(connection)?.send(frame);
  }

  /** Something asked for from outside the meeting; resolves when it is stored or refused. */
  administer(command: Administration): Promise<"ok" | ErrorCode> {
    return new Promise((resolve) => {
      this.#post(command, (outcome) => resolve(outcome.ok ? "ok" : outcome.code));
    });
  }

  /** The room was deleted in the store: its meeting ends. */
  deleted(): void {
    this.#post({ type: "deleted", at: this.#options.clock.now() });
  }

  /** Ends every connection and closes every stay; resolves when that is stored. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timers.close();
    this.#media?.close();
    this.#audience.endAll("draining");
    const leftAt = this.#options.clock.now();
    const { members, entries } = this.#state;
    for (const { stayId } of [...members.values(), ...entries.values()]) {
      this.#storekeeper.closeStay(stayId, leftAt);
    }
    if (this.#used) this.#storekeeper.markUsed(leftAt);
    await this.#storekeeper.settled();
  }

  /** Puts a command into the mailbox; `done` learns its outcome before anyone hears of it. */
  #post(command: Command, done?: Done): void {
    if (this.#closed) {
      done?.(CLOSED);
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
      const at = this.#options.clock.now();
      if (outcome !== null) return this.#post({ type: "stored", at, outcome }, asker);
      this.#post({ type: "notStored", at, change }, () => asker?.(CLOSED));
    });
  }
}

function outcomeOf({ messageId, trackId }: Extract<Decision, { ok: true }>): Outcome {
  return { ok: true, ...idsOf(messageId, trackId) };
}

/** Those that there are: of what was stored, or published. */
function idsOf(messageId: string | undefined, trackId: string | undefined) {
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(trackId === undefined ? {} : { trackId }),
  };
}

function answerOf(id: number | null, outcome: Outcome) {
  if (!outcome.ok) return errorMessage(outcome.code, id);
  const { messageId, trackId } = outcome;
  return { type: "ok", replyTo: id ?? 0, ...idsOf(messageId, trackId) } as const;
}

function endingOf(code: ErrorCode) {
  if (code === "unavailable") return "draining";
  return isEnding(code) ? code : "internal";
}
