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

/** What a receiver would like to get of a picture. */
export type PictureWant = Want & { readonly line: Line<VideoLine>; readonly producer: Producer };

export type Viewing = {
  readonly width: number;
  readonly speaking: boolean;
  readonly current: Readonly<Choice>;
};

export function pictureWant(
  line: Line<VideoLine>,
  producer: Producer,
  viewing: Viewing,
  now: number,
): PictureWant {
  const { width, current } = viewing;
  const layers =
    producer.source === "screen"
      ? screenLayer(producer, now)
      : layersOf(producer, current.layer, now);
  const temporalLayers = producer.source === "screen" ? 1 : 3;
  return {
    line,
    producer,
    width,
    current,
    layers,
    temporalLayers,
    priority: rank(producer, viewing),
  };
}

/**
 * The layer to go for: the chosen one if it comes, else the best below it that does, else the
 * lowest that does.
 */
export function comingLayer(producer: Producer, chosen: number, now: number): number {
  const isComing = (index: number) => producer.layer(index)?.alive(now) === true;
  const indexes = LAYERS.map((_layer, index) => index);
  const below = indexes.filter((index) => index <= chosen).toReversed();
  return chosen === -1 ? -1 : ([...below, ...indexes].find(isComing) ?? chosen);
}

/** Whether a layer should come, but does not. It is not switched off: it may come back. */
export const isMissing = (producer: Producer, index: number, now: number): boolean =>
  producer.layer(index)?.alive(now) !== true && producer.demand?.isActive(index) === true;

/** The smallest layer that is wide enough. */
export function widthLayer(width: number): number {
  const enough = NOMINAL.findIndex((layer) => layer.width >= width);
  return enough === -1 ? NOMINAL.length - 1 : enough;
}

function rank({ source }: Producer, { width, speaking }: Viewing): number {
  if (source === "screen") return PRIORITY.screen;
  return speaking || width >= LARGE_WIDTH ? PRIORITY.large : PRIORITY.other;
}

function screenLayer(producer: Producer, now: number): PictureWant["layers"] {
  const measured = producer.layer(0)?.bps(now) ?? 0;
  return [{ bps: measured || SCREEN.bps, width: SCREEN.width }];
}

function layersOf(producer: Producer, current: number, now: number): PictureWant["layers"] {
  // Whatever a silent publisher begins with, its lowest layer will be there.
  if (!LAYERS.some((_layer, index) => producer.layer(index)?.alive(now) === true)) {
    return [NOMINAL[0]];
  }
  return NOMINAL.map(({ bps: nominal, width }, index) => {
    const bps = layerBps(producer, index, nominal, now);
    const layer = index === current ? producer.layer(index) : null;
    // What is sent is not given up for what it might become.
    return { bps: layer?.alive(now) === true ? layer.bps(now) : bps, width };
  });
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
