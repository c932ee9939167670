import type { Participant } from "@parley/protocol";
import type { TrackSource } from "./local-media.ts";
import type { MeshPeer, PeerConnectionView } from "./mesh-peer.ts";

/** What comes from one other participant. */
export type RemoteMedia = {
  readonly participantId: string;
  readonly connection: PeerConnectionView;
  /** One stream object per source as long as its track lives; null while it is switched off. */
  readonly mic: MediaStream | null;
  readonly camera: MediaStream | null;
  readonly screen: MediaStream | null;
  readonly screenAudio: MediaStream | null;
};

export type MediaView = { readonly remotes: ReadonlyMap<string, RemoteMedia> };

export const NO_REMOTES: MediaView = { remotes: new Map() };

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
    remotes.set(participant.id, known !== undefined && isSame(known, now) ? known : now);
  }
  const changed =
    remotes.size !== before.remotes.size ||
    [...remotes].some(([id, remote]) => before.remotes.get(id) !== remote);
  return changed ? { remotes } : before;
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
  };
}

function isSame(a: RemoteMedia, b: RemoteMedia): boolean {
  return (
    a.connection === b.connection &&
    a.mic === b.mic &&
    a.camera === b.camera &&
    a.screen === b.screen &&
    a.screenAudio === b.screenAudio
  );
}
