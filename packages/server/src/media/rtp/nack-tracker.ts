import { RestartDetector } from "./restart-detector.ts";
import { seqDiff } from "./sequence.ts";

/** Packets that can be missing at a time. */
const MOST_MISSING = 256;
/** A longer gap is not worth filling: a keyframe is cheaper. */
const LONGEST_GAP = 128;
/** A missing packet may only have been overtaken; so long it is waited for. */
const OVERTAKEN_MS = 10;
const SHORTEST_RETRY_MS = 20;
const MOST_TRIES = 10;

/**
 * Finds the gaps in one received stream, and says which packets to ask for (RFC 4585 6.2.1), and
 * when to give up and ask for a keyframe instead. Bounded, whatever comes.
 */
export class NackTracker {
  readonly #restarts = new RestartDetector();
  /** The missing numbers, oldest first, in the first `#count` places of each of these. */
  readonly #numbers = new Uint16Array(MOST_MISSING);
  readonly #tries = new Uint8Array(MOST_MISSING);
  readonly #dueAt = new Float64Array(MOST_MISSING);
  #count = 0;
  #highest = -1;
  #recovered = 0;
  #wantsKeyframe = false;

  /** Packets were given up; true until a keyframe comes. */
  get wantsKeyframe(): boolean {
    return this.#wantsKeyframe;
  }

  /** Packets that came after they had been asked for. */
  get recovered(): number {
    return this.#recovered;
  }

  get missing(): number {
    return this.#count;
  }

  /** `recovered`: it was missing, and is here now, asked for or only late. `old`: not needed. */
  received(sequence: number, nowMs: number): "new" | "recovered" | "old" {
    if (this.#highest < 0) this.#highest = sequence;
    else {
      const arrival = this.#restarts.judge(sequence, this.#highest);
      if (arrival === "restart") this.#giveUp();
      else if (arrival === "next") this.#noteGap(sequence, nowMs);
      else return this.#fill(sequence);
      this.#highest = sequence;
    }
    return "new";
  }

  /** A keyframe begins with this packet: what is missing before it is not needed any more. */
  keyframe(sequence: number): void {
    this.#wantsKeyframe = false;
    this.#keepIf((index) => seqDiff(this.#numbers[index] ?? 0, sequence) >= 0);
  }

  /** Puts the packets to ask for now into `into`, whose length is set; gives how many there are. */
  due(nowMs: number, rttMs: number, into: number[]): number {
    into.length = 0;
    const retryMs = Math.max(rttMs, SHORTEST_RETRY_MS);
    this.#dropTried(nowMs);
    for (let index = 0; index < this.#count; index += 1) {
      if ((this.#dueAt[index] ?? 0) > nowMs) continue;
      into.push(this.#numbers[index] ?? 0);
      this.#tries[index] = (this.#tries[index] ?? 0) + 1;
      this.#dueAt[index] = nowMs + retryMs;
    }
    return into.length;
  }

  #noteGap(sequence: number, nowMs: number): void {
    const gap = seqDiff(sequence, this.#highest) - 1;
    if (gap > LONGEST_GAP || this.#count + gap > MOST_MISSING) {
      this.#giveUp();
      return;
    }
    for (let step = 1; step <= gap; step += 1) {
      this.#numbers[this.#count] = this.#highest + step;
      this.#tries[this.#count] = 0;
      this.#dueAt[this.#count] = nowMs + OVERTAKEN_MS;
      this.#count += 1;
    }
  }

  #giveUp(): void {
    this.#count = 0;
    this.#wantsKeyframe = true;
  }

  #fill(sequence: number): "recovered" | "old" {
    const index = this.#numbers.subarray(0, this.#count).indexOf(sequence);
    if (index < 0) return "old";
    if ((this.#tries[index] ?? 0) > 0) this.#recovered += 1;
    this.#keepIf((other) => other !== index);
    return "recovered";
  }

  #dropTried(nowMs: number): void {
    const before = this.#count;
    this.#keepIf(
      (index) => (this.#tries[index] ?? 0) < MOST_TRIES || (this.#dueAt[index] ?? 0) > nowMs,
    );
    if (this.#count < before) this.#wantsKeyframe = true;
  }

  #keepIf(isKept: (index: number) => boolean): void {
    let kept = 0;
    for (let index = 0; index < this.#count; index += 1) {
      if (!isKept(index)) continue;
      this.#numbers[kept] = this.#numbers[index] ?? 0;
      this.#tries[kept] = this.#tries[index] ?? 0;
      this.#dueAt[kept] = this.#dueAt[index] ?? 0;
      kept += 1;
    }
    this.#count = kept;
  }
}
