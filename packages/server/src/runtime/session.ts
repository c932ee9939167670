import type { Limits } from "@parley/protocol";
import type { DirectFrames } from "./frames.ts";
import type { Peer } from "./ports.ts";
import { DirectWindow } from "./replay.ts";

/** Where a client says that it stopped. */
export type ResumePoint = { readonly stream: string; readonly seq: number; readonly n: number };

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
  peer: Peer | null;

  constructor(id: string, peer: Peer, limits: Limits) {
    this.id = id;
    this.peer = peer;
    this.#limits = limits;
    const { directFrames: frames, directBytes: bytes } = limits;
    this.#direct = new DirectWindow({ frames, bytes });
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
    if (id > this.#received) {
      this.#received = id;
      this.#note(id, null);
      return "new";
    }
    const answer = this.#answers.get(id);
    if (answer === undefined) return "out_of_order";
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
