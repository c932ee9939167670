import type { Participant } from "@parley/protocol";
import type { ConnectionView, LocalMediaView, MediaView, RemoteMedia, RoomView } from "@parley/sdk";

/** One person as the meeting draws them. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly self: boolean;
  readonly host: boolean;
  readonly mic: boolean;
  /** Away: their connection broke and may come back. Unreachable: no media gets through. */
  readonly link: "here" | "connecting" | "away" | "unreachable";
  readonly camera: MediaStream | null;
  /** What to listen to for the speaking ring; null when the microphone is off. */
  readonly voice: MediaStream | null;
};

/** A screen that somebody else shares; its stream comes a moment after the news of it. */
export type Share = {
  readonly personId: string;
  readonly name: string;
  readonly stream: MediaStream | null;
};

export type Sound = { readonly key: string; readonly stream: MediaStream };

export type MeetingModel = {
  readonly code: string;
  readonly title: string;
  readonly expiresAt: number | null;
  readonly people: readonly Person[];
  readonly shares: readonly Share[];
  readonly sounds: readonly Sound[];
  readonly sharing: boolean;
  readonly mayShare: boolean;
  readonly connection: ConnectionView;
};

/** What the meeting shows, from what the SDK knows. */
export function meetingModel(
  code: string,
  room: RoomView,
  media: MediaView,
  local: LocalMediaView,
): MeetingModel {
  const others = room.participants.filter(({ id }) => id !== room.selfId);
  return {
    code,
    title: room.room?.name ?? "",
    expiresAt: room.room?.expiresAt ?? null,
    people: room.participants.map((participant) =>
      participant.id === room.selfId
        ? self(participant, local)
        : other(participant, media.remotes.get(participant.id)),
    ),
    shares: others.filter((p) => p.media.screen).map((p) => shareOf(p, media.remotes.get(p.id))),
    sounds: others.flatMap((p) => soundsOf(p.id, media.remotes.get(p.id))),
    sharing: local.screen.state === "on",
    mayShare: room.permissions.includes("media.screen"),
    connection: room.connection,
  };
}

function self({ id, name, role }: Participant, { mic, camera }: LocalMediaView): Person {
  return {
    id,
    name,
    self: true,
    host: role === "owner",
    mic: mic.state === "on",
    link: "here",
    camera: camera.state === "on" ? camera.stream : null,
    voice: mic.state === "on" ? mic.stream : null,
  };
}

function other(participant: Participant, remote: RemoteMedia | undefined): Person {
  const { id, name, role, media } = participant;
  return {
    id,
    name,
    self: false,
    host: role === "owner",
    mic: media.mic,
    link: linkOf(participant, remote),
    camera: remote?.camera ?? null,
    voice: remote?.mic ?? null,
  };
}

function linkOf({ state }: Participant, remote: RemoteMedia | undefined): Person["link"] {
  if (state === "reconnecting") return "away";
  if (remote?.connection === "failed") return "unreachable";
  return remote?.connection === "connected" ? "here" : "connecting";
}

function shareOf({ id, name }: Participant, remote: RemoteMedia | undefined): Share {
  return { personId: id, name, stream: remote?.screen ?? null };
}

function soundsOf(id: string, remote: RemoteMedia | undefined): Sound[] {
  const sounds = [];
  if (remote?.mic) sounds.push({ key: `${id} mic`, stream: remote.mic });
  if (remote?.screenAudio) sounds.push({ key: `${id} screen`, stream: remote.screenAudio });
  return sounds;
}
