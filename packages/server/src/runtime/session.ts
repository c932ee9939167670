import type { Limits } from "@parley/protocol";
import type { DirectFrames } from "./frames.ts";
import type { Peer } from "./ports.ts";
import { type DirectFrame, DirectWindow } from "./replay.ts";

/** Where a client says that it stopped. */
export type ResumePoint = { readonly stream: string; readonly seq: number; readonly n: number };

/** A session as JSON has it. */
export type SavedSession = {
  readonly participantId: string;
  readonly id: string;
  readonly n: number;
  readonly received: number;
  readonly answers: readonly (readonly [number, string | null])[];
  /** Those of the last frames that are kept; they end with number `n`, or there are none. */
  readonly frames: readonly DirectFrame[];
};

/**
 * What a participant's client and the room have said to one another since its last full welcome.
 * It outlives the socket: while `peer` is null, what is for the client is kept for its return.
 */
export class Session {
  readonly id: string;
  readonly #limits: Limits;
  readonly #direct: DirectWindow;
  /** By message id: what was answered, or null while the answer waits for a store. */
  readonly #answers = new Map<number, string | null>();
  #received = 0;
  /** Up to where a client may have got to on the node that had the room before us. */
  #formerN = 0;
  peer: Peer | null;

  constructor(id: string, peer: Peer | null, limits: Limits) {
    this.id = id;
    this.peer = peer;
    this.#limits = limits;
    const { directFrames: frames, directBytes: bytes } = limits;
    this.#direct = new DirectWindow({ frames, bytes });
  }

  save(participantId: string, withFrames: boolean): SavedSession {
    return {
      participantId,
      id: this.id,
      n: this.n,
      received: this.#received,
      answers: [...this.#answers],
      frames: withFrames ? this.#direct.kept : [],
    };
  }

  /** Puts a new session where a saved one was; its client is away. */
  restore({ n, received, answers, frames }: SavedSession): void {
    this.#received = received;
    for (const [id, answer] of answers) this.#note(id, answer);
    this.#direct.startAfter(n - frames.length);
    for (const { frame, after } of frames) {
      this.#direct.add({ length: frame.length, direct: () => frame }, after);
    }
  }

  /**
   * What had no answer on the node before us gets none from here: the client is told to ask again.
   * What was answered is only answered again.
   */
  forgetUnanswered(): void {
    for (const [id, answer] of this.#answers) {
      if (answer !== null) continue;
      this.#received = Math.min(this.#received, id - 1);
      this.#answers.delete(id);
    }
  }

  /** A frame was sent that cannot be made again: who missed it needs a snapshot. */
  skipFrame(): void {
    this.#direct.startAfter(this.n + 1);
  }

  /** What comes from here on, a client of before has not seen. */
  endFormer(): void {
    this.#formerN = this.n;
  }

  /** Whether a client of before can have got to `n`, as far as is known here. */
  isKnownFormer(n: number): boolean {
    return n <= this.#formerN;
  }

  /** The last message id that was taken. */
  get received(): number {
    return this.#received;
  }

  /** How many frames were for this session alone. */
  get n(): number {
    return this.#direct.last;
  }

  /** Sends what is for this session alone, or keeps it. */
  direct(frames: DirectFrames, after: number): void {
    if (this.peer?.plain === true) {
      const frame = frames.plain();
      if (frame !== null) this.peer.send(frame);
      return;
    }
    const frame = this.#direct.add(frames, after);
    this.peer?.send(frame);
  }

  missedSince(n: number): ReturnType<DirectWindow["after"]> {
    return this.#direct.after(n);
  }

  /**
   * Whether a message with this id is a new one. One that was here before is answered as it was;
   * its answer may still be on its way.
   */
  take(id: number): "new" | "repeated" | "out_of_order" {
    const answer = this.#answers.get(id);
    if (answer === undefined && id <= this.#received) return "out_of_order";
    this.#received = Math.max(this.#received, id);
    if (answer === undefined) {
      this.#note(id, null);
      return "new";
    }
    if (answer !== null) this.peer?.send(answer);
    return "repeated";
  }

  answer(id: number, frame: string): void {
    this.#note(id, frame);
    this.peer?.send(frame);
  }

  /** After a break nobody knows which answers arrived. */
  repeatAnswers(): void {
    for (const answer of this.#answers.values()) {
      if (answer !== null) this.peer?.send(answer);
    }
  }

  #note(id: number, answer: string | null): void {
    this.#answers.set(id, answer);
    if (this.#answers.size <= this.#limits.answersKept) return;
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}
