import type { RoomSettings } from "@parley/protocol";
import type { TrackSource } from "./local-media.ts";

/** How well media comes through: fair is noticed, poor disturbs. */
export type Quality = "good" | "fair" | "poor";

export type PeerConnectionView = "connecting" | "connected" | "failed";

/** How media gets from one participant to the others; null before the room has said. */
export type MediaKind = RoomSettings["media"] | null;

/** What comes from one other participant. */
export type RemoteMedia = {
  readonly participantId: string;
  readonly connection: PeerConnectionView;
  /** One stream object per source as long as its track lives; null while there is nothing of it. */
  readonly mic: MediaStream | null;
  readonly camera: MediaStream | null;
  readonly screen: MediaStream | null;
  readonly screenAudio: MediaStream | null;
  /** Of what is received from them; null while that is not known. */
  readonly quality: Quality | null;
};

export type MediaView = {
  readonly kind: MediaKind;
  readonly remotes: ReadonlyMap<string, RemoteMedia>;
  /**
   * Ids of who is heard speaking, loudest first; oneself may be among them. Always empty in a mesh,
   * where only the page itself can listen.
   */
  readonly speakers: readonly string[];
  /** Of one's own line; null while that is not known. */
  readonly quality: Quality | null;
};

/** A view with nobody in it. */
export function noMedia(kind: MediaKind): MediaView {
  return { kind, remotes: new Map(), speakers: [], quality: null };
}

/** A picture as the page shows it. */
export type Shown = {
  readonly participantId: string;
  readonly source: "camera" | "screen";
  /** In device pixels; 0: hidden. */
  readonly width: number;
};

/** One stream as the statistics panel lists it; null is what is not known. */
export type StreamDetails = {
  /** The same stream has the same key in the next answer. */
  readonly key: string;
  readonly participantId: string;
  readonly source: TrackSource;
  /** Such as "VP8". */
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly fps: number | null;
  /** Bits per second since the call before; null in the first one. */
  readonly bps: number | null;
  readonly lossPercent: number | null;
  readonly jitterMs: number | null;
  /** The simulcast layer of a camera: "q", "h" or "f". Of what is received, guessed by its size. */
  readonly layer: string | null;
  /** How often the picture has stood still. */
  readonly freezes: number | null;
};

export type MediaDetails = {
  readonly kind: MediaKind;
  readonly rttMs: number | null;
  /** What the browser thinks it could send, in bits per second. */
  readonly availableOutBps: number | null;
  readonly sending: readonly StreamDetails[];
  readonly receiving: readonly StreamDetails[];
};

/** The media of one meeting, whichever way it takes. */
export interface MediaSession {
  readonly view: MediaView;
  subscribe(listener: () => void): () => void;
  /** All pictures that the page shows; what is not listed is hidden. Does nothing in a mesh. */
  show(pictures: readonly Shown[]): void;
  /** What the browser measures on the way to this participant; null when there is none. */
  stats(participantId: string): Promise<RTCStatsReport | null>;
  /** For a statistics panel: rates are those since the call before. */
  details(): Promise<MediaDetails>;
  /** Ends all connections; may be called again. */
  close(): void;
}
