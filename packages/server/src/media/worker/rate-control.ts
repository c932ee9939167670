import { allocate, type Choice, wantedBudget } from "../rtp/allocator.ts";
import type { DownLines } from "./down-lines.ts";
import type { Line } from "./line.ts";
import type { Outlet } from "./outlet.ts";
import type { Producer } from "./producer.ts";
import { comingLayer, isMissing, PictureWant, widthLayer } from "./picture-want.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { VideoLine } from "./video-line.ts";

const PADDING_BYTES = 255;

/** Padding that could not be sent in time is not sent later. */
const MOST_PADDING_BYTES = 4 * PADDING_BYTES * 5;

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
  readonly #pictures = new Map<Line<VideoLine>, PictureWant>();
  /** Those of the lines that carry something, and what is chosen for each. */
  readonly #wants: PictureWant[] = [];
  readonly #choices: Choice[] = [];
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
    this.#readWants(now);
    allocate(budget, this.#wants, this.#choices);
    for (const [index, want] of this.#wants.entries()) {
      const choice = this.#choices[index];
      if (choice !== undefined) apply(want, choice, budget, now);
    }
    this.#goalBps = wantedBudget(this.#wants) + audioBps;
  }

  /** Sends padding as long as it is being tried whether more gets through. */
  probe(now: number): void {
    const elapsed = this.#paddedAt === null ? 0 : now - this.#paddedAt;
    this.#paddedAt = now;
    const bps = this.#options.outlet.estimator.probing(now, this.#goalBps);
    if (bps === 0) {
      this.#padding = 0;
      return;
    }
    this.#padding = Math.min(this.#padding + (bps * elapsed) / 8000, MOST_PADDING_BYTES);
    const line = this.#wants.find((want) => want.line.out.canPad)?.line;
    if (line === undefined) return;
    while (this.#padding >= PADDING_BYTES) {
      this.#padding -= PADDING_BYTES;
      if (line.out.pad(PADDING_BYTES, now) === 0) return;
    }
  }

  #readWants(now: number): void {
    const { lines, subscriptions, isSpeaking } = this.#options;
    this.#wants.length = 0;
    for (const line of lines.video) {
      const producer = line.carried;
      if (producer === null) {
        this.#pictures.get(line)?.stop();
        continue;
      }
      const width = subscriptions.width(producer);
      const speaking = isSpeaking(producer.participantId);
      this.#wants.push(this.#picture(line, producer).read(producer, { width, speaking }, now));
    }
  }

  #picture(line: Line<VideoLine>, producer: Producer): PictureWant {
    const known = this.#pictures.get(line);
    if (known !== undefined) return known;
    const picture = new PictureWant(line, producer);
    this.#pictures.set(line, picture);
    return picture;
  }
}

function apply(want: PictureWant, choice: Choice, budget: number, now: number): void {
  const { line, producer, current } = want;
  const layer = comingLayer(producer, choice.layer, now);
  current.layer = choice.layer;
  current.temporal = choice.temporal;
  if (isTooMuch(want, budget, now)) line.out.interrupt();
  const wanted = wantedLayers(want, now);
  line.out.steer({ layer, temporal: choice.temporal, wanted }, producer, now);
}

/** As a set of bits. */
function wantedLayers({ producer, width, current }: PictureWant, now: number): number {
  const chosen = current.layer >= 0 ? 1 << current.layer : 0;
  const ideal = widthLayer(width);
  // A layer that its publisher has given up is wanted on, else it could never come back.
  return width > 0 && isMissing(producer, ideal, now) ? chosen | (1 << ideal) : chosen;
}

/** Whether even the lowest temporal layer of what is being sent is more than there is for all. */
function isTooMuch({ line, producer }: PictureWant, budget: number, now: number): boolean {
  const layer = line.out.current === -1 ? null : producer.layer(line.out.current);
  return layer !== null && layer.index > 0 && layer.bps(now) / 2 > budget;
}
