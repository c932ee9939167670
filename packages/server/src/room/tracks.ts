import type { MediaState, Source, Track, TrackSource } from "@parley/protocol";
import type { PublishedTrack, RoomState } from "./state.ts";

/** The switch that a track goes by: the sound of a screen goes with its picture. */
export function switchOf(source: TrackSource): Source {
  return source === "screenAudio" ? "screen" : source;
}

export function isMuted(source: TrackSource, media: MediaState): boolean {
  return !media[switchOf(source)];
}

/** The track as participants see it. */
export function trackIn({ members }: RoomState, track: PublishedTrack): Track {
  const media = members.get(track.participantId)?.participant.media;
  return { ...track, muted: media === undefined || isMuted(track.source, media) };
}

export function tracksOf({ tracks }: RoomState, participantId: string): PublishedTrack[] {
  return [...tracks.values()].filter((track) => track.participantId === participantId);
}
