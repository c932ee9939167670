import type { Participant, Track } from "@parley/protocol";
import type { TrackSource } from "./local-media.ts";
import type { MediaView, PeerConnectionView, Quality, RemoteMedia } from "./media-session.ts";
import { isSameMap, isSameRemote } from "./same-media.ts";

/** What is known of the way of the others' media to us. */
export type Reception = {
  /** The others. */
  readonly participants: readonly Participant[];
  readonly tracks: readonly Track[];
  readonly connection: PeerConnectionView;
  /** What the line that carries a track gives; null while there is none. */
  readonly stream: (trackId: string) => MediaStream | null;
  /** Whether the page shows this picture. */
  readonly wants: (track: Track) => boolean;
  readonly speakers: readonly string[];
  readonly qualities: ReadonlyMap<string, Quality>;
  readonly quality: Quality | null;
};

/** What a page shows of it; what has not changed is the same object as before. */
export function sfuView(before: MediaView, reception: Reception): MediaView {
  const { participants, speakers, quality } = reception;
  const tracks = Map.groupBy(reception.tracks, ({ participantId }) => participantId);
  const remotes = new Map<string, RemoteMedia>();
  for (const participant of participants) {
    const known = before.remotes.get(participant.id);
    const now = remoteOf(participant, tracks.get(participant.id) ?? [], reception);
    remotes.set(participant.id, known !== undefined && isSameRemote(known, now) ? known : now);
  }
  const same = isSameMap(before.remotes, remotes);
  if (same && speakers === before.speakers && quality === before.quality) return before;
  return { kind: "sfu", remotes: same ? before.remotes : remotes, speakers, quality };
}

function remoteOf(
  { id, media }: Participant,
  tracks: readonly Track[],
  reception: Reception,
): RemoteMedia {
  const on = { ...media, screenAudio: media.screen };
  const sending = tracks.filter(({ source }) => on[source]);
  const stream = (source: TrackSource) => {
    const track = sending.find((one) => one.source === source);
    return track === undefined ? null : reception.stream(track.id);
  };
  return {
    participantId: id,
    connection: connectionOf(sending, reception),
    mic: stream("mic"),
    camera: stream("camera"),
    screen: stream("screen"),
    screenAudio: stream("screenAudio"),
    quality: reception.qualities.get(id) ?? null,
  };
}

/**
 * Connected, when each picture that is shown has its line. Voices need none: of many only the
 * loudest have one.
 */
function connectionOf(sending: readonly Track[], reception: Reception): PeerConnectionView {
  const { connection, wants, stream } = reception;
  if (connection !== "connected") return connection;
  const pictures = sending.filter(({ source }) => source === "camera" || source === "screen");
  const missing = pictures.some((track) => wants(track) && stream(track.id) === null);
  return missing ? "connecting" : "connected";
}
