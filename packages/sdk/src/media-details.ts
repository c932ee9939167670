import type { Layer } from "@parley/protocol";
import type { TrackSource } from "./local-media.ts";
import type { MediaDetails, MediaKind, StreamDetails } from "./media-session.ts";
import { type Stat, Stats, type StatsReport, growth } from "./stats.ts";

/** Whose stream an entry of the statistics is about. */
export type Origin = { readonly participantId: string; readonly source: TrackSource };

/** One connection as it was measured. */
export type Measured = {
  /** Tells the connections of one answer apart. */
  readonly name: string;
  readonly report: StatsReport | null;
  /** Whose an outbound-rtp is; null: it is not to be listed. */
  readonly sent: (stat: Stat) => Origin | null;
  /** Whose an inbound-rtp is; null: it is not to be listed. */
  readonly received: (stat: Stat) => Origin | null;
};

/** Turns what browsers measure into what a statistics panel shows. */
export class DetailsMeter {
  /** The entries of the answer before, by the key of their stream. */
  #before: ReadonlyMap<string, Stat> = new Map();
  #now = new Map<string, Stat>();

  describe(kind: MediaKind, connections: readonly Measured[]): MediaDetails {
    this.#now = new Map();
    const all = connections.map((one) => ({ ...one, stats: new Stats(one.report) }));
    const sending = all.flatMap((one) => this.#sending(one, one.stats));
    const receiving = all.flatMap((one) => this.#receiving(one, one.stats));
    this.#before = this.#now;
    const paths = all.map(({ stats }) => stats.path());
    const rtt = firstKnown(paths.map((path) => path?.currentRoundTripTime));
    const availableOutBps = firstKnown(paths.map((path) => path?.availableOutgoingBitrate));
    return { kind, rttMs: milliseconds(rtt), availableOutBps, sending, receiving };
  }

  #sending({ name, sent }: Measured, stats: Stats): StreamDetails[] {
    const reports = new Map(stats.of("remote-inbound-rtp").map((stat) => [stat.localId, stat]));
    return stats.of("outbound-rtp").flatMap((stat) => {
      const origin = sent(stat);
      if (origin === null) return [];
      const remote = reports.get(stat.id);
      const before = this.#follow(`${name} sent ${origin.source} ${stat.rid ?? ""}`, stat);
      return {
        ...common(before, stat, origin, stats),
        bps: perSecond(before.stat, stat, growth(before.stat?.bytesSent, stat.bytesSent)),
        lossPercent: remote?.fractionLost === undefined ? null : remote.fractionLost * 100,
        jitterMs: milliseconds(remote?.jitter),
        layer: stat.rid ?? null,
        freezes: null,
      };
    });
  }

  #receiving({ name, received }: Measured, stats: Stats): StreamDetails[] {
    return stats.of("inbound-rtp").flatMap((stat) => {
      const origin = received(stat);
      if (origin === null) return [];
      const key = `${name} received ${origin.participantId} ${origin.source}`;
      const before = this.#follow(key, stat);
      return {
        ...common(before, stat, origin, stats),
        bps: perSecond(before.stat, stat, growth(before.stat?.bytesReceived, stat.bytesReceived)),
        lossPercent: lossPercent(before.stat, stat),
        jitterMs: milliseconds(stat.jitter),
        layer: origin.source === "camera" ? layerOf(stat) : null,
        freezes: stat.freezeCount ?? null,
      };
    });
  }

  #follow(key: string, stat: Stat): Followed {
    this.#now.set(key, stat);
    return { key, stat: this.#before.get(key) };
  }
}

type Followed = { readonly key: string; readonly stat: Stat | undefined };

function common({ key }: Followed, stat: Stat, origin: Origin, stats: Stats) {
  const codec = stats.get(stat.codecId)?.mimeType?.split("/")[1];
  return {
    key,
    participantId: origin.participantId,
    source: origin.source,
    codec: codec ?? null,
    width: stat.frameWidth ?? null,
    height: stat.frameHeight ?? null,
    fps: stat.framesPerSecond ?? null,
  };
}

/** Of the share of packets that did not come since the entry before. */
export function lossPercent(before: Stat | undefined, now: Stat): number | null {
  const lost = growth(before?.packetsLost, now.packetsLost);
  const received = growth(before?.packetsReceived, now.packetsReceived);
  if (lost === null || received === null || lost + received === 0) return null;
  return (lost / (lost + received)) * 100;
}

/** Cameras are taken with up to 1280 pixels; the layers have all, half and a quarter of that. */
function layerOf({ frameWidth = 0, frameHeight = 0 }: Stat): Layer | null {
  const longer = Math.max(frameWidth, frameHeight);
  if (longer === 0) return null;
  if (longer <= 320) return "q";
  return longer <= 640 ? "h" : "f";
}

/** Bits per second for these bytes. */
function perSecond(before: Stat | undefined, now: Stat, bytes: number | null): number | null {
  const ms = growth(before?.timestamp, now.timestamp);
  return bytes === null || ms === null || ms === 0 ? null : Math.round((bytes * 8000) / ms);
}

function milliseconds(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : seconds * 1000;
}

function firstKnown(values: readonly (number | undefined)[]): number | null {
  return values.find((value) => value !== undefined) ?? null;
}
