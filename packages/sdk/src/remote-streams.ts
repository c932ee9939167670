import { TRACK_SOURCES, type TrackSource } from "./local-media.ts";
import { type Content, sourceOf } from "./sdp-content.ts";

type Remote = { readonly track: MediaStreamTrack; readonly stream: MediaStream };

/** What the other side of one RTCPeerConnection sends: one stream per source, as long as its track lives. */
export class RemoteStreams {
  readonly #remotes = new Map<TrackSource, Remote>();

  get(source: TrackSource): MediaStream | null {
    return this.#remotes.get(source)?.stream ?? null;
  }

  /** What the track with this id shows or plays. */
  sourceOf(trackId: string | undefined): TrackSource | null {
    const known = [...this.#remotes].find(([, { track }]) => track.id === trackId);
    return known?.[0] ?? null;
  }

  /** Takes over what a description of the other side says about its media sections. */
  update(transceivers: readonly RTCRtpTransceiver[], contents: ReadonlyMap<string, Content>): void {
    const found = new Map<TrackSource, MediaStreamTrack>();
    for (const { mid, receiver } of transceivers) {
      const content = contents.get(mid ?? "");
      if (content !== undefined) found.set(sourceOf(receiver.track.kind, content), receiver.track);
    }
    for (const source of TRACK_SOURCES) this.#set(source, found.get(source));
  }

  #set(source: TrackSource, track: MediaStreamTrack | undefined): void {
    if (track === undefined) this.#remotes.delete(source);
    else if (this.#remotes.get(source)?.track !== track) {
      this.#remotes.set(source, { track, stream: new MediaStream([track]) });
    }
  }
}
