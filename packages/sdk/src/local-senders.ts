import type { TrackSource } from "./local-media.ts";
import { CONTENT_OF, type Content } from "./sdp-content.ts";

/**
 * The streams that tracks are announced with. Receivers keep the tracks of one stream in step, so
 * voice and picture of a person share one, and a screen and its sound another.
 */
export type SendGroups = { readonly [C in Content]: MediaStream };

/** One's own tracks on one RTCPeerConnection: at most one sender per source, used again and again. */
export class LocalSenders {
  readonly #pc: RTCPeerConnection;
  readonly #groups: SendGroups;
  readonly #senders = new Map<TrackSource, RTCRtpSender>();

  constructor(pc: RTCPeerConnection, groups: SendGroups) {
    this.#pc = pc;
    this.#groups = groups;
  }

  /** Sends this track, or nothing. Only the first track of a source needs a negotiation. */
  async set(source: TrackSource, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.#senders.get(source);
    if (sender !== undefined) await sender.replaceTrack(track);
    else if (track !== null) this.#senders.set(source, this.#add(source, track));
  }

  /** What the media sections that carry our tracks show, by mid. */
  contents(): ReadonlyMap<string, Content> {
    const contents = new Map<string, Content>();
    for (const [source, sender] of this.#senders) {
      const mid = this.#pc.getTransceivers().find((line) => line.sender === sender)?.mid;
      if (typeof mid === "string") contents.set(mid, CONTENT_OF[source]);
    }
    return contents;
  }

  /** What the section with this mid sends; null when that is nothing. */
  sourceAt(mid: string | undefined): TrackSource | null {
    const sender = this.#pc.getTransceivers().find((line) => line.mid === mid)?.sender;
    if (sender === undefined || sender.track === null) return null;
    const known = [...this.#senders].find(([, one]) => one === sender);
    return known?.[0] ?? null;
  }

  /**
   * addTrack pairs with a media section that the other side made, but it may also take one of our
   * own senders that is idle and was never negotiated. Two sources must not share one, so while any
   * sender is idle the track gets a section of its own.
   */
  #add(source: TrackSource, track: MediaStreamTrack): RTCRtpSender {
    const group = this.#groups[CONTENT_OF[source]];
    const idle = [...this.#senders.values()].some((sender) => sender.track === null);
    if (!idle) return this.#pc.addTrack(track, group);
    return this.#pc.addTransceiver(track, { streams: [group] }).sender;
  }
}
