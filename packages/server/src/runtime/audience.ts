import type { IceServer, Limits } from "@parley/protocol";
import type { Delivery } from "../room/project.ts";
import {
  type DirectFrames,
  MessageFrames,
  RelayFrames,
  encodeSnapshot,
  resumedFrame,
  welcomeFrame,
} from "./frames.ts";
import type { Peer } from "./ports.ts";
import { SharedWindow, merged } from "./replay.ts";
import { type ResumePoint, type SavedSession, Session } from "./session.ts";

/** What a resume token is made of. */
export type ResumeClaims = {
  readonly roomId: string;
  readonly participantId: string;
  readonly epoch: number;
  /** Null in the lobby, where there is nothing to resume. */
  readonly sessionId: string | null;
};

export type AudienceOptions = {
  readonly limits: Limits;
  /** What the participant of this id gets: TURN credentials are personal, and made anew each time. */
  readonly iceServersFor: (participantId: string) => readonly IceServer[];
  readonly newId: () => string;
  readonly resumeToken: (participantId: string, epoch: number, sessionId: string | null) => string;
};

/** Called after a participant's full welcome: nothing of an earlier session goes on. */
export type OnSession = (participantId: string, session: Session, peer: Peer) => void;

/** What the sessions of a room and it have said to one another, as JSON has it. */
export type SavedAudience = {
  readonly sessions: readonly SavedSession[];
  /** The last frames that all got; they end with the room's `seq`, or there are none. */
  readonly frames: readonly (readonly [seq: number, frame: string])[];
};

/** Where the log of another node ended, as far as we have it. */
type Former = { readonly stream: string; readonly seq: number };

type Welcome = Extract<Delivery, { audience: "welcome" }>;

/** Everyone a room speaks to: connections on their way in, and the sessions of its members. */
export class Audience {
  readonly #options: AudienceOptions;
  readonly #onSession: OnSession;
  /** Every connection that was let into the mailbox and has not ended. */
  readonly #peers = new Map<string, { readonly peer: Peer; readonly resume: ResumePoint | null }>();
  /** By participant id. */
  readonly #sessions = new Map<string, Session>();
  readonly #window: SharedWindow;
  #snapshot: { readonly seq: number; readonly text: string } | null = null;
  #former: Former | null = null;

  constructor(options: AudienceOptions, onSession: OnSession) {
    this.#options = options;
    this.#onSession = onSession;
    const { resumeFrames: frames, resumeBytes: bytes } = options.limits;
    this.#window = new SharedWindow({ frames, bytes });
  }

  save(withFrames: boolean): SavedAudience {
    const sessions = [...this.#sessions].map(([id, session]) => session.save(id, withFrames));
    const kept = withFrames ? this.#window.kept : [];
    return { sessions, frames: kept.map(({ seq, frame }) => [seq, frame.toString()]) };
  }

  /** Before anybody is here. `seq`: of the room. */
  restore({ sessions, frames }: SavedAudience, seq: number): void {
    this.#window.startAfter(seq - frames.length);
    for (const [at, frame] of frames) this.#window.add(at, Buffer.from(frame));
    for (const saved of sessions) this.restoreSession(saved);
  }

  restoreSession(saved: SavedSession): void {
    const session = new Session(saved.id, null, this.#options.limits);
    session.restore(saved);
    this.#sessions.set(saved.participantId, session);
  }

  /** The log of another node has been gone through. */
  restored(): void {
    for (const session of this.#sessions.values()) session.forgetUnanswered();
  }

  /**
   * The stream of before is another one from now on, because what its clients got may be more than
   * what we know of. Those who got no more than that may go on.
   */
  endFormer(former: Former): void {
    this.#former = former;
    for (const session of this.#sessions.values()) session.endFormer();
  }

  add(peer: Peer, resume: ResumePoint | null): void {
    this.#peers.set(peer.id, { peer, resume });
  }

  /** Forgets a connection that has closed; false when it was forgotten before. */
  drop(connection: string): boolean {
    return this.#peers.delete(connection);
  }

  peer(connection: string): Peer | undefined {
    return this.#peers.get(connection)?.peer;
  }

  session(participantId: string): Session | undefined {
    return this.#sessions.get(participantId);
  }

  /** The participant's connection is gone or is being replaced: what comes is kept. */
  detach(participantId: string): void {
    const session = this.#sessions.get(participantId);
    if (session !== undefined) session.peer = null;
  }

  forget(participantId: string): void {
    this.#sessions.delete(participantId);
  }

  /** `seq`: of the room, after the event. */
  deliver(delivery: Delivery, seq: number): void {
    switch (delivery.audience) {
      case "all":
        return this.#toAll(delivery.message.seq, Buffer.from(JSON.stringify(delivery.message)));
      case "now":
        return this.#broadcast(Buffer.from(JSON.stringify(delivery.message)));
      case "some":
        return this.#toSome(delivery.to, new MessageFrames(delivery.message), seq);
      case "relay":
        return this.#toSome(delivery.to, new RelayFrames(delivery.from, delivery.relay), seq);
      case "welcome":
        return this.#welcome(delivery);
      case "waiting":
        return this.#waiting(delivery);
      case "connection":
        return this.end(delivery.connection, delivery.ending);
    }
  }

  end(connection: string, ending: Parameters<Peer["end"]>[0]): void {
    const peer = this.peer(connection);
    this.#peers.delete(connection);
    peer?.end(ending);
  }

  endAll(ending: Parameters<Peer["end"]>[0]): void {
    for (const id of this.#peers.keys()) this.end(id, ending);
  }

  #toAll(seq: number, frame: Buffer): void {
    this.#window.add(seq, frame);
    this.#broadcast(frame);
  }

  #broadcast(frame: Buffer): void {
    for (const { peer } of this.#sessions.values()) {
      if (peer !== null && !peer.plain) peer.send(frame);
    }
  }

  #toSome(to: readonly string[], frames: DirectFrames, seq: number): void {
    for (const id of to) this.#sessions.get(id)?.direct(frames, seq);
  }

  #waiting({ to, connection, epoch, room }: Extract<Delivery, { audience: "waiting" }>): void {
    const resumeToken = this.#options.resumeToken(to, epoch, null);
    this.peer(connection)?.waiting(JSON.stringify({ type: "waiting", room, resumeToken }));
  }

  #welcome(delivery: Welcome): void {
    const { to, connection } = delivery;
    const known = this.#peers.get(connection);
    if (known === undefined) return;
    const session = this.#sessions.get(to);
    const missed =
      session === undefined ? null : this.#missed(session, known.resume, delivery.snapshot.stream);
    if (session !== undefined && missed !== null) {
      this.#resume(delivery, session, known.peer, missed);
    } else {
      this.#begin(delivery, known.peer);
    }
  }

  /** What a client has missed; null when not all of it is there, and only a snapshot will do. */
  #missed(session: Session, point: ResumePoint | null, stream: string): Missed | null {
    if (point === null || !this.#continues(session, point, stream)) return null;
    const shared = this.#window.after(point.seq);
    const direct = session.missedSince(point.n);
    if (shared === null || direct === null) return null;
    return { point, frames: merged(shared, direct) };
  }

  #continues(session: Session, { stream, seq, n }: ResumePoint, current: string): boolean {
    if (stream === current) return true;
    const former = this.#former;
    return former?.stream === stream && seq <= former.seq && session.isKnownFormer(n);
  }

  #begin({ to, epoch, snapshot, own }: Welcome, peer: Peer): void {
    const { newId, limits } = this.#options;
    const session = new Session(newId(), peer, limits);
    this.#sessions.set(to, session);
    const credentials = this.#credentials(to, epoch, session);
    const standing = { self: to, n: 0, received: 0, resumed: false, ...credentials };
    peer.welcome(welcomeFrame(this.#encoded(snapshot), standing, own));
    this.#onSession(to, session, peer);
  }

  /** Nothing that a snapshot holds changes without a new seq, so one encoding serves them all. */
  #encoded(snapshot: Welcome["snapshot"]): string {
    const { seq } = snapshot;
    if (this.#snapshot?.seq !== seq) {
      this.#snapshot = { seq, text: encodeSnapshot(snapshot) };
    }
    return this.#snapshot.text;
  }

  #resume(
    { to, epoch, snapshot, own }: Welcome,
    session: Session,
    peer: Peer,
    missed: Missed,
  ): void {
    const { seq, n } = missed.point;
    const { received } = session;
    const credentials = this.#credentials(to, epoch, session);
    const standing = { self: to, seq, n, received, resumed: true, ...credentials };
    session.peer = peer;
    peer.welcome(resumedFrame(snapshot, standing, own));
    for (const frame of missed.frames) peer.send(frame);
    session.repeatAnswers();
  }

  #credentials(to: string, epoch: number, session: Session) {
    const { iceServersFor, resumeToken } = this.#options;
    return { resumeToken: resumeToken(to, epoch, session.id), iceServers: iceServersFor(to) };
  }
}

type Missed = { readonly point: ResumePoint; readonly frames: readonly (string | Buffer)[] };
