import type { Participant, Permission, Role, Room, Waiting } from "@parley/protocol";
import {
  type ChatItem,
  type ConnectionView,
  type LocalMediaView,
  type MediaView,
  type Quality,
  type RemoteMedia,
  type RoomView,
  handsOf,
} from "@parley/sdk";

/** One person as the meeting draws them. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly self: boolean;
  readonly role: Role;
  readonly guest: boolean;
  readonly mic: boolean;
  /** Whether the camera and the screen are sent, also while their pictures are still on the way. */
  readonly cameraOn: boolean;
  readonly screenOn: boolean;
  /** Their place among the raised hands, from 1; null when it is down. */
  readonly hand: number | null;
  /** Away: their connection broke and may come back. Unreachable: no media gets through. */
  readonly link: "here" | "connecting" | "away" | "unreachable";
  readonly camera: MediaStream | null;
  /** How well media comes through; null while nobody knows, or nothing does. */
  readonly quality: Quality | null;
};

/** A screen that somebody else shares; its stream comes a moment after the news of it. */
export type Share = {
  readonly personId: string;
  readonly name: string;
  readonly guest: boolean;
  readonly stream: MediaStream | null;
};

export type Sound = { readonly key: string; readonly stream: MediaStream };

/** What one may do here; the server decides again about each message. */
export type May = {
  readonly share: boolean;
  readonly chat: boolean;
  readonly react: boolean;
  readonly admit: boolean;
  readonly mute: boolean;
  readonly remove: boolean;
  readonly assignRoles: boolean;
  readonly changeRoom: boolean;
  readonly end: boolean;
};

export type MeetingModel = {
  readonly code: string;
  readonly title: string;
  /** Null only before the first welcome. */
  readonly room: Room | null;
  readonly expiresAt: number | null;
  /** When the room expires, once that is near. */
  readonly expiresSoonAt: number | null;
  readonly people: readonly Person[];
  readonly shares: readonly Share[];
  readonly sounds: readonly Sound[];
  readonly chat: readonly ChatItem[];
  readonly waiting: readonly Waiting[];
  readonly sharing: boolean;
  readonly may: May;
  readonly connection: ConnectionView;
};

/** Who speaks is not part of the model: it changes too often to draw everything anew. */
export type MeetingMediaView = Pick<MediaView, "remotes" | "quality">;

/** What the meeting shows, from what the SDK knows. */
export function meetingModel(
  code: string,
  view: RoomView,
  media: MeetingMediaView,
  local: LocalMediaView,
): MeetingModel {
  const others = view.participants.filter(({ id }) => id !== view.selfId);
  const hands = new Map(handsOf(view.participants).map(({ id }, i) => [id, i + 1]));
  return {
    code,
    title: view.room?.name ?? "",
    room: view.room,
    expiresAt: view.room?.expiresAt ?? null,
    expiresSoonAt: view.expiresSoonAt,
    people: view.participants.map((participant) => ({
      ...whoIs(participant, hands),
      ...(participant.id === view.selfId
        ? ownMedia(local, media.quality)
        : theirMedia(participant, media.remotes.get(participant.id))),
    })),
    shares: others.filter((p) => p.media.screen).map((p) => shareOf(p, media.remotes.get(p.id))),
    sounds: others.flatMap((p) => soundsOf(p.id, media.remotes.get(p.id))),
    chat: view.chat,
    waiting: view.waiting,
    sharing: local.screen.state === "on",
    may: mayOf(new Set(view.permissions)),
    connection: view.connection,
  };
}

/** Oneself among the people; undefined only before the first welcome. */
export function selfOf(people: readonly Person[]): Person | undefined {
  return people.find(({ self }) => self);
}

function mayOf(permissions: ReadonlySet<Permission>): May {
  return {
    share: permissions.has("media.screen"),
    chat: permissions.has("chat.send"),
    react: permissions.has("reaction.send"),
    admit: permissions.has("lobby.admit"),
    mute: permissions.has("participant.mute"),
    remove: permissions.has("participant.remove"),
    assignRoles: permissions.has("participant.role"),
    changeRoom: permissions.has("room.update"),
    end: permissions.has("room.end"),
  };
}

function whoIs({ id, name, role, kind }: Participant, hands: ReadonlyMap<string, number>) {
  return { id, name, role, guest: kind === "guest", hand: hands.get(id) ?? null };
}

type PersonMedia = Omit<Person, keyof ReturnType<typeof whoIs>>;

function ownMedia({ mic, camera, screen }: LocalMediaView, quality: Quality | null): PersonMedia {
  return {
    self: true,
    mic: mic.state === "on",
    cameraOn: camera.state === "on",
    screenOn: screen.state === "on",
    link: "here",
    camera: camera.state === "on" ? camera.stream : null,
    quality,
  };
}

function theirMedia(participant: Participant, remote: RemoteMedia | undefined): PersonMedia {
  const { mic, camera, screen } = participant.media;
  const link = linkOf(participant, remote);
  return {
    self: false,
    mic,
    cameraOn: camera,
    screenOn: screen,
    link,
    camera: remote?.camera ?? null,
    quality: link === "here" ? (remote?.quality ?? null) : null,
  };
}

function linkOf({ state }: Participant, remote: RemoteMedia | undefined): Person["link"] {
  if (state === "reconnecting") return "away";
  if (remote?.connection === "failed") return "unreachable";
  return remote?.connection === "connected" ? "here" : "connecting";
}

function shareOf({ id, name, kind }: Participant, remote: RemoteMedia | undefined): Share {
  return { personId: id, name, guest: kind === "guest", stream: remote?.screen ?? null };
}

function soundsOf(id: string, remote: RemoteMedia | undefined): Sound[] {
  const sounds = [];
  if (remote?.mic) sounds.push({ key: `${id} mic`, stream: remote.mic });
  if (remote?.screenAudio) sounds.push({ key: `${id} screen`, stream: remote.screenAudio });
  return sounds;
}
