import type { Layer, ServerMessages, TrackLine, TrackSource } from "@parley/protocol";

/** What rooms and the SFU say to one another; runtime/media-port.ts has the port. */

type Of<C extends string, Rest = unknown> = {
  readonly type: C;
  readonly participantId: string;
} & Rest;

type Negotiation = {
  readonly generation: number;
  readonly negotiation: number;
  readonly sdp: string;
};

/** What a room asks of the SFU. Plain data: it crosses a process boundary. */
export type MediaCommand =
  /**
   * Somebody is here with a new session: whatever connections it had are closed, and a `down` offer
   * of this generation follows.
   */
  | Of<"join", { readonly generation: number }>
  /** All its connections are closed and its tracks are gone, at once. */
  | Of<"leave">
  /** For its up connection; a new generation replaces the connection before. */
  | Of<"offer", Negotiation>
  /** To an offer for its down connection. */
  | Of<"answer", Negotiation>
  /** Its down connection is closed, and one of this generation is offered. */
  | Of<"replace", { readonly generation: number }>
  /**
   * This line of its up connection is that track, now or as soon as there is such a line. A track
   * that was published before moves to this line. `generation` null: of the newest connection.
   */
  | Of<
      "publish",
      {
        readonly trackId: string;
        readonly source: TrackSource;
        readonly mid: string;
        readonly generation: number | null;
        readonly muted: boolean;
      }
    >
  | Of<"unpublish", { readonly trackId: string }>
  /** While it is muted nothing of the track is forwarded, whatever is sent. */
  | Of<"mute", { readonly trackId: string; readonly muted: boolean }>
  /** How wide it shows these tracks, in device pixels; 0 pauses one; unlisted ones stay. */
  | Of<
      "subscribe",
      { readonly tracks: readonly { readonly trackId: string; readonly width: number }[] }
    >;

export type TransportEnd = ServerMessages["transport.closed"]["reason"];

/** What the SFU tells a room. */
export type MediaNotice =
  /** For its down connection; `tracks` is all that the offer carries. */
  | Of<"offer", Negotiation & { readonly tracks: readonly TrackLine[] }>
  /** To the offer for its up connection. */
  | Of<"answer", Negotiation>
  | Of<
      "closed",
      {
        readonly transport: "up" | "down";
        readonly generation: number;
        readonly reason: TransportEnd;
      }
    >
  | Of<"layers", { readonly trackId: string; readonly active: readonly Layer[] }>
  | Of<
      "slots",
      {
        readonly generation: number;
        readonly slots: readonly { readonly mid: string; readonly trackId: string | null }[];
      }
    >
  | { readonly type: "speakers"; readonly ids: readonly string[] }
  /** The process that had the room is gone, and everything with it. */
  | { readonly type: "lost" }
  /** There is a process for the room again, which knows nothing of it yet. */
  | { readonly type: "ready" };

/** What a room asks for itself; that sessions begin and end is for the runtime, which sees it. */
export type MediaRequest =
  | Exclude<MediaCommand, { type: "join" | "leave" | "replace" }>
  /** `broken`: the generation of the down connection that does not work any more. */
  | Of<"replace", { readonly broken: number }>;

/** What a room passes on to its participants. */
export type MediaNews = Exclude<MediaNotice, { type: "lost" | "ready" }>;
