import type { MediaDetails, StreamDetails } from "@parley/sdk";

/** What is not known, or does not apply. */
export const UNKNOWN = "–";

const KILO = 1000;
const MEGA = 1_000_000;

/** Bits per second, for people: "640 kbit/s", "1.7 Mbit/s". */
export function rateText(bps: number | null): string {
  if (bps === null) return UNKNOWN;
  return bps < MEGA ? `${Math.round(bps / KILO)} kbit/s` : `${(bps / MEGA).toFixed(1)} Mbit/s`;
}

export function millisecondsText(ms: number | null): string {
  return ms === null ? UNKNOWN : `${Math.round(ms)} ms`;
}

/** A tenth of a percent matters only when there is little of it. */
export function percentText(percent: number | null): string {
  if (percent === null) return UNKNOWN;
  return `${percent === 0 || percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`;
}

export function sizeText({ width, height }: Pick<StreamDetails, "width" | "height">): string {
  return width === null || height === null ? UNKNOWN : `${width} × ${height}`;
}

export function framesText(fps: number | null): string {
  return fps === null ? UNKNOWN : `${Math.round(fps)} fps`;
}

/** As their makers write them; browsers differ. */
export function codecText(codec: string | null): string {
  if (codec === null) return UNKNOWN;
  return codec.toLowerCase() === "opus" ? "Opus" : codec;
}

const LAYERS: { readonly [rid: string]: string } = { q: "Low", h: "Medium", f: "High" };

export function layerText(layer: string | null): string {
  return layer === null ? UNKNOWN : (LAYERS[layer] ?? layer);
}

export const SOURCE_TEXTS = {
  mic: "Microphone",
  camera: "Camera",
  screen: "Screen",
  screenAudio: "Sound of the screen",
} as const satisfies Record<StreamDetails["source"], string>;

/** How media gets from one to the other. */
export function pathText(kind: MediaDetails["kind"]): string {
  if (kind === null) return UNKNOWN;
  return kind === "sfu" ? "Via the server" : "Direct";
}

/** Together, as far as they are known. */
export function totalBps(streams: readonly StreamDetails[]): number | null {
  const known = streams.flatMap(({ bps }) => (bps === null ? [] : [bps]));
  return known.length === 0 ? null : known.reduce((sum, bps) => sum + bps, 0);
}

export type StreamRow = StreamDetails & {
  /** Null: it is one's own. */
  readonly name: string | null;
  /** Loss that is heard and seen, and loss that disturbs. */
  readonly trouble: "none" | "some" | "much";
};

const LOSS = { some: 2, much: 8 };
const SOURCES: readonly StreamDetails["source"][] = ["screen", "screenAudio", "camera", "mic"];

/** Streams with their names, by person, each person's in the same order every time. */
export function streamRows(
  streams: readonly StreamDetails[],
  people: readonly { readonly id: string; readonly name: string; readonly self: boolean }[],
): readonly StreamRow[] {
  const names = new Map(people.map(({ id, name, self }) => [id, self ? null : name]));
  return streams
    .map((stream) => ({
      ...stream,
      name: nameOf(stream.participantId, names),
      trouble: troubleOf(stream.lossPercent ?? 0),
    }))
    .toSorted(
      (a, b) =>
        (a.name ?? "").localeCompare(b.name ?? "") ||
        a.participantId.localeCompare(b.participantId) ||
        SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source) ||
        (b.width ?? 0) - (a.width ?? 0) ||
        a.key.localeCompare(b.key),
    );
}

function nameOf(id: string, names: ReadonlyMap<string, string | null>): string | null {
  const name = names.get(id);
  return name === undefined ? "Somebody who left" : name;
}

function troubleOf(lossPercent: number): StreamRow["trouble"] {
  if (lossPercent >= LOSS.much) return "much";
  return lossPercent >= LOSS.some ? "some" : "none";
}
