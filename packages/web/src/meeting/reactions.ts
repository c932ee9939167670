import { type Clock, systemClock } from "@parley/sdk";
import { Store, type View } from "../lib/store.ts";

/** What one can react with; the names are what screen readers say. */
export const REACTIONS = [
  { emoji: "💖", name: "Heart" },
  { emoji: "👍", name: "Thumbs up" },
  { emoji: "🎉", name: "Party" },
  { emoji: "👏", name: "Applause" },
  { emoji: "😂", name: "Laughing" },
  { emoji: "😮", name: "Surprised" },
  { emoji: "😢", name: "Sad" },
  { emoji: "🤔", name: "Thinking" },
  { emoji: "👎", name: "Thumbs down" },
] as const;

/** One that floats over the stage. */
export type Reaction = {
  readonly key: number;
  readonly participantId: string;
  readonly emoji: string;
  readonly until: number;
};

const SHOWN_MS = 4000;
/** Beyond it the oldest make room: more could not be told apart. */
const SHOWN_AT_ONCE = 24;

/** The reactions that are shown now. Owns the timer that takes them away; close() ends it. */
export class ReactionFeed implements View<readonly Reaction[]> {
  readonly #clock: Clock;
  readonly #store = new Store<readonly Reaction[]>([]);
  #lastKey = 0;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  get view(): readonly Reaction[] {
    return this.#store.view;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  add({ participantId, emoji }: { participantId: string; emoji: string }): void {
    this.#lastKey += 1;
    const until = this.#clock.now() + SHOWN_MS;
    const news = { key: this.#lastKey, participantId, emoji, until };
    this.#store.set([...this.view, news].slice(-SHOWN_AT_ONCE));
    this.#wait();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#store.set([]);
  }

  /** Until the oldest is over. */
  #wait(): void {
    const [oldest] = this.view;
    if (oldest === undefined || this.#cancel !== null) return;
    this.#cancel = this.#clock.after(Math.max(0, oldest.until - this.#clock.now()), () => {
      this.#cancel = null;
      const now = this.#clock.now();
      this.#store.set(this.view.filter(({ until }) => until > now));
      this.#wait();
    });
  }
}

/** A reaction in words: its name, or the emoji itself when it is none of ours. */
export function reactionName(emoji: string): string {
  return REACTIONS.find((known) => known.emoji === emoji)?.name.toLowerCase() ?? emoji;
}
