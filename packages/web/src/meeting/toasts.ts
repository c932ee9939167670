import type { Source } from "@parley/protocol";
import { type Clock, systemClock } from "@parley/sdk";
import { Store, type View } from "../lib/store.ts";

/** Something that has just happened, told at the edge of the stage. */
export type ToastNews =
  | { readonly kind: "muted"; readonly source: Source; readonly by: string | null }
  | { readonly kind: "unmute"; readonly source: "mic" | "camera"; readonly by: string }
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "done"; readonly text: string };
export type Toast = ToastNews & { readonly key: number; readonly until: number | null };

/** How long each kind is shown; null: until it is answered. */
const SHOWN_MS = { muted: 8000, unmute: null, refused: 8000, done: 4000 } as const;
const SHOWN_AT_ONCE = 3;

/** What is told now. Owns the timer that takes it away; close() ends it. */
export class Toasts implements View<readonly Toast[]> {
  readonly #clock: Clock;
  readonly #store = new Store<readonly Toast[]>([]);
  #lastKey = 0;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  get view(): readonly Toast[] {
    return this.#store.view;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  add(news: ToastNews): void {
    this.#lastKey += 1;
    const shown = SHOWN_MS[news.kind];
    const until = shown === null ? null : this.#clock.now() + shown;
    const others = this.view.filter((toast) => !replaces(news, toast));
    this.#set([...others, { ...news, key: this.#lastKey, until }].slice(-SHOWN_AT_ONCE));
  }

  dismiss(key: number): void {
    this.#set(this.view.filter((toast) => toast.key !== key));
  }

  /** One has switched it on: to be asked for it is over, and so is the news of being muted. */
  switchedOn(source: Source): void {
    const isOver = (toast: Toast) =>
      (toast.kind === "unmute" || toast.kind === "muted") && toast.source === source;
    if (this.view.some(isOver)) this.#set(this.view.filter((toast) => !isOver(toast)));
  }

  close(): void {
    this.#set([]);
  }

  #set(toasts: readonly Toast[]): void {
    this.#store.set(toasts);
    this.#cancel?.();
    this.#cancel = null;
    const ends = toasts.flatMap(({ until }) => (until === null ? [] : [until]));
    if (ends.length === 0) return;
    const now = this.#clock.now();
    this.#cancel = this.#clock.after(Math.max(0, Math.min(...ends) - now), () => this.#expire());
  }

  #expire(): void {
    const now = this.#clock.now();
    this.#set(this.view.filter(({ until }) => until === null || until > now));
  }
}

/** The same said again, or newer news of the same device, takes the older one's place. */
function replaces(news: ToastNews, toast: Toast): boolean {
  if (news.kind === "muted" || news.kind === "unmute") {
    return (toast.kind === "muted" || toast.kind === "unmute") && toast.source === news.source;
  }
  return toast.kind === news.kind && toast.text === news.text;
}

const MUTED = {
  mic: "muted you",
  camera: "turned your camera off",
  screen: "stopped your presentation",
} as const;
const MUTED_BY_RULE = {
  mic: "Everyone comes in muted here. Unmute yourself to speak.",
  camera: "Your camera was turned off.",
  screen: "Your presentation was stopped.",
} as const;
const ASKED = { mic: "asks you to unmute", camera: "asks you to turn your camera on" } as const;

/** The sentence of a toast. `nameOf` is null for those who have left. */
export function toastText(news: ToastNews, nameOf: (id: string) => string | null): string {
  switch (news.kind) {
    case "muted":
      if (news.by === null) return MUTED_BY_RULE[news.source];
      return `${nameOf(news.by) ?? "A host"} ${MUTED[news.source]}`;
    case "unmute":
      return `${nameOf(news.by) ?? "A host"} ${ASKED[news.source]}`;
    case "refused":
    case "done":
      return news.text;
  }
}
