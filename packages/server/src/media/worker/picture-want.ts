import type { Choice, Want } from "../rtp/allocator.ts";
import { LAYERS } from "./layer-demand.ts";
import type { Line } from "./line.ts";
import type { Producer } from "./producer.ts";
import type { VideoLine } from "./video-line.ts";

/** What the layers of a camera are asked to be; see the publisher's encodings. */
const NOMINAL = [
  { bps: 150_000, width: 320 },
  { bps: 500_000, width: 640 },
  { bps: 1_700_000, width: 1280 },
] as const;

/** Of a screen that has not been measured: a picture that hardly moves. */
const SCREEN = { bps: 300_000, width: 1920 } as const;

/** A layer that is not sent yet is not expected to stay below so much of its usual rate. */
const LEAST_SHARE = 0.5;

/** A picture shown so wide is one that somebody looks at. */
const LARGE_WIDTH = 640;

/** Who comes first when there is not enough for all. */
const PRIORITY = { screen: 0, large: 1, other: 2 } as const;

export type Viewing = { readonly width: number; readonly speaking: boolean };

/** What a receiver would like to get of the picture on one line; used again whenever that is asked. */
export class PictureWant implements Want {
  readonly line: Line<VideoLine>;
  producer: Producer;
  priority: number = PRIORITY.other;
  width = 0;
  temporalLayers: 1 | 3 = 3;
  readonly layers: { bps: number; width: number }[] = NOMINAL.map((layer) => ({ ...layer }));
  /** What is sent of it. */
  readonly current: Choice = { layer: -1, temporal: 0 };

  constructor(line: Line<VideoLine>, producer: Producer) {
    this.line = line;
    this.producer = producer;
  }

  /** Nothing is sent on its line. */
  stop(): void {
    this.current.layer = -1;
    this.current.temporal = 0;
  }

  /** Takes in what the line carries and how it is looked at. */
  read(producer: Producer, viewing: Viewing, now: number): this {
    const isScreen = producer.source === "screen";
    this.producer = producer;
    this.width = viewing.width;
    this.priority = rank(producer, viewing);
    this.temporalLayers = isScreen ? 1 : 3;
    if (isScreen) this.#readScreen(now);
    else this.#readCamera(now);
    return this;
  }

  #readScreen(now: number): void {
    const measured = this.producer.layer(0)?.bps(now) ?? 0;
    this.#set(0, measured || SCREEN.bps, SCREEN.width);
    this.#set(1, 0, 0);
    this.#set(2, 0, 0);
  }

  #readCamera(now: number): void {
    const silent = isSilent(this.producer, now);
    for (let index = 0; index < NOMINAL.length; index += 1) {
      const { bps, width } = NOMINAL[index] ?? NOMINAL[0];
      // Whatever a silent publisher begins with, its lowest layer will be there.
      if (silent) this.#set(index, index === 0 ? bps : 0, width);
      else this.#set(index, this.#cameraBps(index, bps, now), width);
    }
  }

  #cameraBps(index: number, nominal: number, now: number): number {
    const layer = index === this.current.layer ? this.producer.layer(index) : null;
    // What is sent is not given up for what it might become.
    if (layer?.alive(now) === true) return layer.bps(now);
    return layerBps(this.producer, index, nominal, now);
  }

  #set(index: number, bps: number, width: number): void {
    const layer = this.layers[index];
    if (layer === undefined) return;
    layer.bps = bps;
    layer.width = width;
  }
}

/**
 * The layer to go for: the chosen one if it comes, else the best below it that does, else the
 * lowest that does.
 */
export function comingLayer(producer: Producer, chosen: number, now: number): number {
  for (let index = chosen; index >= 0; index -= 1) if (isComing(producer, index, now)) return index;
  if (chosen === -1) return -1;
  for (let index = 0; index < LAYERS.length; index += 1) {
    if (isComing(producer, index, now)) return index;
  }
  return chosen;
}

/** Whether a layer should come, but does not. It is not switched off: it may come back. */
export const isMissing = (producer: Producer, index: number, now: number): boolean =>
  !isComing(producer, index, now) && producer.demand?.isActive(index) === true;

/** The smallest layer that is wide enough. */
export function widthLayer(width: number): number {
  const enough = NOMINAL.findIndex((layer) => layer.width >= width);
  return enough === -1 ? NOMINAL.length - 1 : enough;
}

const isComing = (producer: Producer, index: number, now: number): boolean =>
  producer.layer(index)?.alive(now) === true;

function isSilent(producer: Producer, now: number): boolean {
  for (let index = 0; index < LAYERS.length; index += 1) {
    if (isComing(producer, index, now)) return false;
  }
  return true;
}

function rank({ source }: Producer, { width, speaking }: Viewing): number {
  if (source === "screen") return PRIORITY.screen;
  return speaking || width >= LARGE_WIDTH ? PRIORITY.large : PRIORITY.other;
}

/** 0 for a layer that does not exist. One that begins or ends is measured too low, as is a calm one. */
function layerBps(producer: Producer, index: number, nominal: number, now: number): number {
  const layer = producer.layer(index);
  const { line, demand } = producer;
  if (layer?.alive(now) === true) {
    const measured = layer.bps(now);
    const share = demand?.isSteady(index, now) === true ? LEAST_SHARE : 1;
    return index === 0 ? measured : Math.max(measured, share * nominal);
  }
  const exists = index === 0 || line?.section.rids.includes(LAYERS[index] ?? "q") === true;
  return exists && demand?.expected(index, now) === true ? nominal : 0;
}
