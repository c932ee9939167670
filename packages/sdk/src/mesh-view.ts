import type { Participant } from "@parley/protocol";
import type { TrackSource } from "./local-media.ts";
import { type MediaView, type RemoteMedia, noMedia } from "./media-session.ts";
import { isSameMap, isSameRemote } from "./same-media.ts";
import type { MeshPeer } from "./mesh-peer.ts";

export const NO_REMOTES: MediaView = noMedia("mesh");

type PeerPort = Pick<MeshPeer, "connection" | "stream">;

/** The view of these participants; what has not changed is the same object as before. */
export function mediaView(
  before: MediaView,
  participants: readonly Participant[],
  peers: ReadonlyMap<string, PeerPort>,
): MediaView {
  const remotes = new Map<string, RemoteMedia>();
  for (const participant of participants) {
    const known = before.remotes.get(participant.id);
    const now = remoteMedia(participant, peers.get(participant.id));
    remotes.set(participant.id, known !== undefined && isSameRemote(known, now) ? known : now);
  }
  return isSameMap(before.remotes, remotes) ? before : { ...before, remotes };
}

function remoteMedia({ id, media }: Participant, peer: PeerPort | undefined): RemoteMedia {
  const stream = (on: boolean, source: TrackSource) => (on && peer?.stream(source)) || null;
  return {
    participantId: id,
    connection: peer?.connection ?? "connecting",
    mic: stream(media.mic, "mic"),
    camera: stream(media.camera, "camera"),
    screen: stream(media.screen, "screen"),
    screenAudio: stream(media.screen, "screenAudio"),
    quality: null,
  };
}
