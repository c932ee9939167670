import { seqDiff } from "./sequence.ts";

/**
 * Numbers further than this from where a stream was are no gap and no delay. RFC 3550 A.1 takes 100
 * for those behind; answers to NACKs may come later than that.
 */
const MOST_AHEAD = 3000;
const MOST_BEHIND = 1000;

/** What a sequence number is to the stream it came in. */
export type Arrival = "next" | "behind" | "astray" | "restart";

/**
 * Recognises a sender that began to count anew (RFC 3550 A.1): one packet far from where the stream
 * was is astray, and a second one right behind it is the restart.
 */
export class RestartDetector {
  #afterAstray = -1;

  /** `next` is also what comes after a gap. */
  judge(sequence: number, highest: number): Arrival {
    const ahead = seqDiff(sequence, highest);
    if (ahead > -MOST_BEHIND && ahead < MOST_AHEAD) {
      this.#afterAstray = -1;
      return ahead > 0 ? "next" : "behind";
    }
    const isSecond = sequence === this.#afterAstray;
    this.#afterAstray = isSecond ? -1 : (sequence + 1) & 0xffff;
    return isSecond ? "restart" : "astray";
  }
}
