import { LIMITS } from "@parley/protocol";

/** Nobody needs to know more at a time. */
const MOST_SPEAKERS = 5;

/** Tells who is heard: when that changes, and not too often. */
export class SpeakerNotice {
  readonly #tell: (ids: readonly string[]) => void;
  #told: readonly string[] = [];
  #toldAt = -Infinity;

  constructor(tell: (ids: readonly string[]) => void) {
    this.#tell = tell;
  }

  /** Whether this one was told to be heard. */
  includes(participantId: string): boolean {
    return this.#told.includes(participantId);
  }

  /** `speaking`: loudest first. */
  update(speaking: readonly string[], now: number): void {
    const ids = speaking.slice(0, MOST_SPEAKERS);
    if (now - this.#toldAt < LIMITS.speakersIntervalMs || ids.join() === this.#told.join()) return;
    this.#told = ids;
    this.#toldAt = now;
    this.#tell(ids);
  }
}
