import { allocate, type Choice, wantedBudget } from "../rtp/allocator.ts";
import type { DownLines } from "./down-lines.ts";
import type { Line } from "./line.ts";
import type { Outlet } from "./outlet.ts";
import {
  comingLayer,
  isMissing,
  type PictureWant,
  pictureWant,
  widthLayer,
} from "./picture-want.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { VideoLine } from "./video-line.ts";

const PADDING_BYTES = 255;

/** Padding that could not be sent in time is not sent later. */
const MOST_PADDING_BYTES = 4 * PADDING_BYTES * 5;

const NOTHING: Choice = { layer: -1, temporal: 0 };

export type RateOptions = {
  readonly lines: DownLines;
  readonly outlet: Outlet;
  readonly subscriptions: Subscriptions;
  readonly isSpeaking: (participantId: string) => boolean;
  /** Whether the estimate comes from the receiver, and so includes sound. */
  readonly includesAudio: () => boolean;
};

/** Decides what one receiver gets of each picture, and tries whether its line carries more. */
export class RateControl {
  readonly #options: RateOptions;
  readonly #choices = new Map<Line<VideoLine>, Choice>();
  #wants: readonly PictureWant[] = [];
  #goalBps = 0;
  #padding = 0;
  #paddedAt: number | null = null;

  constructor(options: RateOptions) {
    this.#options = options;
  }

  /** Chooses a layer for every picture. */
  steer(now: number): void {
    const { outlet } = this.#options;
    const audioBps = outlet.audio.bps(now);
    const { bps } = outlet.estimator;
    const budget = this.#options.includesAudio() ? Math.max(0, bps - audioBps) : bps;
    const choices: Choice[] = [];
    this.#wants = this.#readWants(now);
    this.#choices.clear();
    allocate(budget, this.#wants, choices);
    for (const [index, want] of this.#wants.entries()) {
      this.#apply(want, choices[index] ?? NOTHING, { budget, now });
    }
    this.#goalBps = wantedBudget(this.#wants) + audioBps;
  }

  /** Sends padding as long as it is being tried whether more gets through. */
  probe(now: number): void {
    const elapsed = this.#paddedAt === null ? 0 : now - this.#paddedAt;
    this.#paddedAt = now;
    const bps = this.#options.outlet.estimator.probing(now, this.#goalBps);
    if (bps === 0) this.#padding = 0;
    else this.#padding = Math.min(this.#padding + (bps * elapsed) / 8000, MOST_PADDING_BYTES);
    const line = this.#wants.find((want) => want.line.out.canPad)?.line;
    if (line === undefined) return;
    while (this.#padding >= PADDING_BYTES) {
      this.#padding -= PADDING_BYTES;
      if (line.out.pad(PADDING_BYTES, now) === 0) return;
    }
  }

  #readWants(now: number): readonly PictureWant[] {
    const wants: PictureWant[] = [];
    const { lines, subscriptions, isSpeaking } = this.#options;
    for (const line of lines.video()) {
      const producer = line.carried;
      if (producer === null) continue;
      const width = subscriptions.width(producer);
      const speaking = isSpeaking(producer.participantId);
      const current = this.#choices.get(line) ?? NOTHING;
      wants.push(pictureWant(line, producer, { width, speaking, current }, now));
    }
    return wants;
  }

  #apply(
    want: PictureWant,
    choice: Choice,
    { budget, now }: { budget: number; now: number },
  ): void {
    const { line, producer } = want;
    const layer = comingLayer(producer, choice.layer, now);
    this.#choices.set(line, choice);
    const wanted = wantedLayers(want, choice, now);
    if (isTooMuch(want, budget, now)) line.out.interrupt();
    line.out.steer({ layer, temporal: choice.temporal, wanted }, producer, now);
  }
}

function wantedLayers({ producer, width }: PictureWant, choice: Choice, now: number) {
  const layers = new Set<number>();
  if (choice.layer >= 0) layers.add(choice.layer);
  const ideal = widthLayer(width);
  // A layer that its publisher has given up is wanted on, else it could never come back.
  if (width > 0 && isMissing(producer, ideal, now)) layers.add(ideal);
  return layers;
}

/** Whether even the lowest temporal layer of what is being sent is more than there is for all. */
function isTooMuch({ line, producer }: PictureWant, budget: number, now: number): boolean {
  const layer = line.out.current === -1 ? null : producer.layer(line.out.current);
  return layer !== null && layer.index > 0 && layer.bps(now) / 2 > budget;
}
