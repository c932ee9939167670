import { LIMITS } from "@parley/protocol/limits";

/** Nobody needs to know more at a time. */
const MOST_SPEAKERS = 5;

/** For those who have come meanwhile, it is said again as long as anybody speaks. */
const REPEAT_MS = 2000;

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
    const isNews = ids.join() !== this.#told.join();
    const wait = isNews ? LIMITS.speakersIntervalMs : REPEAT_MS;
    if (now - this.#toldAt < wait || (!isNews && ids.length === 0)) return;
    this.#told = ids;
    this.#toldAt = now;
    this.#tell(ids);
  }
}
