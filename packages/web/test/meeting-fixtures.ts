import type { Participant } from "@parley/protocol";
import type { LocalMediaView, RemoteMedia, RoomView } from "@parley/sdk";
import { type Person, meetingModel } from "../src/meeting/meeting-model.ts";

export function participant(id: string, more: Partial<Participant> = {}): Participant {
  return {
    id,
    name: id.toUpperCase(),
    kind: "account",
    role: "member",
    state: "online",
    joinedAt: 0,
    handRaisedAt: null,
    media: { mic: true, camera: false, screen: false },
    version: 1,
    ...more,
  };
}

export function roomView(
  participants: readonly Participant[],
  more: Partial<RoomView> = {},
): RoomView {
  return {
    connection: { state: "live" },
    room: null,
    selfId: "me",
    participants,
    tracks: [],
    permissions: ["meeting.join", "media.mic", "media.camera", "media.screen"],
    iceServers: [],
    joinedAt: 0,
    chat: [],
    waiting: [],
    expiresSoonAt: null,
    awaited: new Set(),
    ...more,
  };
}

export function remote(participantId: string, more: Partial<RemoteMedia> = {}): RemoteMedia {
  return {
    participantId,
    connection: "connected",
    mic: null,
    camera: null,
    screen: null,
    screenAudio: null,
    quality: null,
    ...more,
  };
}

export function localView(more: Partial<LocalMediaView> = {}): LocalMediaView {
  return {
    mic: { state: "off" },
    camera: { state: "off" },
    screen: { state: "off" },
    devices: { mics: [], cameras: [], speakers: [] },
    selected: { mic: null, camera: null, speaker: null },
    ...more,
  };
}

/** These participants as the meeting draws them, oneself among them as "me". */
export function meetingPeople(participants: readonly Participant[]): readonly Person[] {
  const media = { remotes: new Map(), quality: null };
  return meetingModel("qhk-wvze-dtm", roomView(participants), media, localView()).people;
}
