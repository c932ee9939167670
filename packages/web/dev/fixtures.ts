import type { Room, RoomDetails, User } from "@parley/protocol";
import type { CaptureView, LocalMediaView } from "@parley/sdk";
import type { SessionView } from "../src/account/session.ts";
import type { Failure } from "../src/lib/failure.ts";
import type { Action } from "../src/lib/use-action.ts";
import type { May, MeetingModel, Person, Share } from "../src/meeting/meeting-model.ts";
import { fakeCamera, fakeScreen } from "./fake-video.ts";

export const user: User = {
  id: "u_asha",
  username: "asha",
  displayName: "Asha Kumar",
  createdAt: 1_760_000_000_000,
};
export const signedIn: SessionView = { state: "signed-in", user };
export const signedOut: SessionView = { state: "signed-out" };

export const failure = (code: string, more: Partial<Failure> = {}): Failure => ({
  code,
  detail: "The server says why in one sentence.",
  retryAfterMs: undefined,
  fields: {},
  ...more,
});

export const idle: Action<[]> = { busy: false, failure: null, run: () => {} };
export const failing = (why: Failure) => ({ busy: false, failure: why, run: () => {} });

const NAMES = [
  "Mia Torres",
  "Jonas Weber",
  "Asha Kumar",
  "Priya Nair",
  "Tom Baker",
  "Lena Fischer",
  "Sam Okoro",
  "Yuki Tanaka",
  "Noor Haddad",
];
const SKINS = [
  "#e0b08c",
  "#f0cba8",
  "#b07a52",
  "#8a5a3c",
  "#f2d2b6",
  "#e8bd96",
  "#6e4630",
  "#eac6a0",
  "#c08e66",
];
const HUES = [150, 32, 208, 262, 290, 18, 100, 178, 226];
const CAMERA_OFF = new Set([3, 6]);
const MUTED = new Set([1, 4, 7]);
const SELF = 2;
const GUEST = 4;

function person(i: number): Person {
  const index = i % NAMES.length;
  const name = NAMES[index] ?? "";
  return {
    id: `p_${i}_${name}`,
    name: i < NAMES.length ? name : `${name} ${Math.floor(i / NAMES.length) + 1}`,
    self: i === SELF,
    role: i === 0 ? "owner" : "member",
    guest: index === GUEST,
    mic: !MUTED.has(index),
    cameraOn: !CAMERA_OFF.has(index),
    screenOn: false,
    hand: null,
    link: "here",
    camera:
      CAMERA_OFF.has(index) || i > 11
        ? null
        : fakeCamera(HUES[index] ?? 0, SKINS[index] ?? "", (index % 3) * 26 - 26),
    quality: "good",
  };
}

/** The first `count` of the cast, oneself among them. */
export function people(count: number): Person[] {
  if (count === 1) return [{ ...person(SELF), role: "owner" }];
  if (count === 2) return [{ ...person(0) }, person(SELF)];
  return Array.from({ length: count }, (_, i) => person(i));
}

export const share = (of: Person): Share => ({
  personId: of.id,
  name: of.name,
  guest: of.guest,
  stream: fakeScreen(),
});

export const MEMBER: May = {
  share: true,
  chat: true,
  react: true,
  admit: false,
  mute: false,
  remove: false,
  assignRoles: false,
  changeRoom: false,
  end: false,
};
export const HOST: May = {
  ...MEMBER,
  admit: true,
  mute: true,
  remove: true,
  assignRoles: true,
  changeRoom: true,
  end: true,
};

const ROOM: Room = {
  code: "qhk-wvze-dtm",
  name: "Stand-up",
  access: "trusted",
  locked: false,
  settings: { chat: true, reactions: true, screenShare: true, muteOnEntry: false, media: "mesh" },
  createdAt: 0,
  expiresAt: null,
};

/** The first `count` of the cast as the host of the meeting sees them; oneself is the host. */
export function asHost(count: number, more: Partial<MeetingModel> = {}): MeetingModel {
  const cast = people(count).map((one) => ({
    ...one,
    role: one.self ? ("owner" as const) : ("member" as const),
  }));
  return model(cast, { may: HOST, ...more });
}

export function model(cast: readonly Person[], more: Partial<MeetingModel> = {}): MeetingModel {
  return {
    code: "qhk-wvze-dtm",
    title: "Stand-up",
    room: ROOM,
    expiresAt: null,
    expiresSoonAt: null,
    people: cast,
    shares: [],
    sounds: [],
    chat: [],
    waiting: [],
    sharing: false,
    may: MEMBER,
    connection: { state: "live" },
    ...more,
  };
}

export const OFF: CaptureView = { state: "off" };
const DEVICES: LocalMediaView["devices"] = {
  mics: [
    { id: "m1", label: "Built-in microphone" },
    { id: "m2", label: "Headset" },
  ],
  cameras: [{ id: "c1", label: "Built-in camera (04f2:b6dd) with an exceedingly long name" }],
  speakers: [{ id: "s1", label: "Built-in speakers" }],
};

export function local(more: Partial<LocalMediaView> = {}): LocalMediaView {
  return {
    mic: { state: "on", stream: new MediaStream(), deviceId: "m1" },
    camera: { state: "on", stream: fakeCamera(208, "#b07a52"), deviceId: "c1" },
    screen: OFF,
    devices: DEVICES,
    selected: { mic: "m1", camera: "c1", speaker: "s1" },
    ...more,
  };
}

export const noDevices: LocalMediaView["devices"] = { mics: [], cameras: [], speakers: [] };

export const details = (names: readonly string[], name = "Stand-up"): RoomDetails => ({
  code: "qhk-wvze-dtm",
  name,
  access: "trusted",
  locked: false,
  settings: { chat: true, reactions: true, screenShare: true, muteOnEntry: false, media: "mesh" },
  createdAt: 0,
  expiresAt: null,
  url: LINK,
  participants: names.map((participant, i) => ({
    id: `p_${i}_${participant}`,
    name: participant,
    kind: "account",
    role: i === 0 ? "owner" : "member",
    state: "online",
    joinedAt: i,
    handRaisedAt: null,
    media: { mic: true, camera: true, screen: false },
    version: 1,
  })),
});

export const LINK = "https://meet.example.org/qhk-wvze-dtm";
