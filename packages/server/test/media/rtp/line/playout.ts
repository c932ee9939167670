const DECAY_MS_PER_MS = 0.02;
const LEAST_BUFFER_MS = 40;

/** How much audio a browser would have to conceal: what is lost, and what comes too late. */
export class Playout {
  #expected = 0;
  #played = 0;
  #bufferMs = LEAST_BUFFER_MS;
  #leastDelayMs = Number.POSITIVE_INFINITY;
  #lastAt = 0;

  sent(): void {
    this.#expected += 1;
  }

  /** A packet that is late makes the buffer longer; it shrinks again slowly. */
  received(delayMs: number, at: number): void {
    this.#leastDelayMs = Math.min(this.#leastDelayMs, delayMs);
    const shrunk = this.#bufferMs - DECAY_MS_PER_MS * (at - this.#lastAt);
    this.#bufferMs = Math.max(LEAST_BUFFER_MS, shrunk);
    this.#lastAt = at;
    const late = delayMs - this.#leastDelayMs;
    if (late <= this.#bufferMs) this.#played += 1;
    else this.#bufferMs = late;
  }

  /** Share of concealed audio since the last call. */
  concealed(): number {
    const share = this.#expected === 0 ? 0 : Math.max(0, 1 - this.#played / this.#expected);
    this.#expected = 0;
    this.#played = 0;
    return share;
  }
}
