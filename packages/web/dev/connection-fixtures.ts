import type { MediaDetails, StreamDetails } from "@parley/sdk";
import type { Person } from "../src/meeting/meeting-model.ts";

const LAYERS = [
  { layer: "f", width: 1280, height: 720, bps: 1_640_000 },
  { layer: "h", width: 640, height: 360, bps: 487_000 },
  { layer: "q", width: 320, height: 180, bps: 142_000 },
] as const;

function stream(
  { id }: Person,
  source: StreamDetails["source"],
  more: Partial<StreamDetails>,
): StreamDetails {
  return {
    key: `${id} ${source} ${more.layer ?? ""}`,
    participantId: id,
    source,
    codec: source === "mic" ? "Opus" : "VP8",
    width: null,
    height: null,
    fps: source === "mic" ? null : 30,
    bps: 31_000,
    lossPercent: 0,
    jitterMs: 3.4,
    layer: null,
    freezes: null,
    ...more,
  };
}

const LOSSES = [0, 9.4, 0, 2.6, 0.3];

function received(person: Person, i: number): StreamDetails[] {
  const lossPercent = LOSSES[i % LOSSES.length] ?? 0;
  const layer = LAYERS[i % LAYERS.length] ?? LAYERS[0];
  return [
    stream(person, "mic", { lossPercent }),
    ...(i === 0
      ? [stream(person, "screen", { width: 1920, height: 1080, fps: 12, bps: 910_000 })]
      : []),
    ...(person.cameraOn ? [stream(person, "camera", { ...layer, lossPercent, freezes: i })] : []),
  ];
}

/** What might be measured in a meeting of these people. */
export function connectionDetails(cast: readonly Person[]): MediaDetails {
  const me = cast.filter(({ self }) => self);
  return {
    kind: "sfu",
    rttMs: 24.3,
    availableOutBps: 2_840_000,
    sending: me.flatMap((person) => [
      stream(person, "mic", {}),
      ...LAYERS.map((layer) => stream(person, "camera", layer)),
    ]),
    receiving: cast.filter(({ self }) => !self).flatMap(received),
  };
}
