import type {
  Attendance,
  Ban,
  ChatMessage,
  Invite,
  LinkedRoom,
  RoomCard,
  SignIn,
} from "@parley/protocol";
import { ApiError } from "@parley/sdk";
import type { AccountApi } from "../src/account/account-page.tsx";
import type { HomeApi } from "../src/home/home-page.tsx";
import type { RoomApi } from "../src/rooms/room-page.tsx";
import type { Visitor } from "../src/visit/visitor.ts";
import { details, user } from "./fixtures.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();

export const asha: Visitor = { kind: "account", id: user.id, name: user.displayName };
export const rosa: Visitor = { kind: "guest", id: "g_rosa", name: "Rosa Diaz" };

export const card = (access: RoomCard["access"]): RoomCard => ({
  code: "qhk-wvze-dtm",
  name: "Stand-up",
  access,
});

const linked = (code: string, name: string, more: Partial<LinkedRoom> = {}): LinkedRoom => ({
  code,
  name,
  access: "trusted",
  locked: false,
  settings: { chat: true, reactions: true, screenShare: true, muteOnEntry: false, media: "mesh" },
  createdAt: NOW - 9 * DAY,
  expiresAt: null,
  url: `https://meet.example.org/${code}`,
  ...more,
});

const ROOMS: readonly LinkedRoom[] = [
  linked("qhk-wvze-dtm", "Stand-up"),
  linked("bno-ruts-cwa", "Design review with everybody who has ever touched the green room"),
  linked("wox-mmea-pli", "Interview, Tuesday", {
    access: "restricted",
    expiresAt: NOW + 3 * DAY,
  }),
  linked("kel-bvis-nop", "", { access: "open", locked: true }),
  linked("fup-tuye-mni", "Last year's retrospective", { expiresAt: NOW - 2 * DAY }),
];

const INVITES: readonly Invite[] = [
  {
    id: "i1",
    role: "cohost",
    createdAt: NOW - HOUR,
    expiresAt: NOW + DAY,
    usesLeft: 1,
    revokedAt: null,
  },
  {
    id: "i2",
    role: "member",
    createdAt: NOW - DAY,
    expiresAt: null,
    usesLeft: null,
    revokedAt: null,
  },
  {
    id: "i3",
    role: "member",
    createdAt: NOW - 2 * DAY,
    expiresAt: null,
    usesLeft: 0,
    revokedAt: null,
  },
];

const BANS: readonly Ban[] = [
  { participantId: "p9", name: "Trent Troll", kind: "guest", bannedAt: NOW - DAY },
];

const PEOPLE = ["Mia Torres", "Jonas Weber", "Asha Kumar", "Lena Fischer"];
const STAYS: readonly Attendance[] = PEOPLE.map((name, i) => ({
  participantId: `p${i}`,
  name,
  joinedAt: NOW - HOUR + i * 90_000,
  leftAt: i === 0 ? null : NOW - i * 60_000,
}));

const message = (i: number, name: string, text: string): ChatMessage => ({
  id: `m${i}`,
  from: { participantId: `p${i}`, name },
  to: i === 2 ? "p1" : null,
  text,
  sentAt: NOW - HOUR + i * 60_000,
});
const MESSAGES: readonly ChatMessage[] = [
  message(0, "Mia Torres", "Numbers are in, see https://example.org/sheet"),
  message(1, "Jonas Weber", "Great. Two questions from my side, I raised a hand."),
  message(2, "Asha Kumar", "Go ahead after Mia"),
];

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";
const signIn = (id: string, more: Partial<SignIn>): SignIn => ({
  id,
  kind: "browser",
  userAgent: CHROME,
  createdAt: NOW - DAY,
  expiresAt: NOW + 13 * DAY,
  current: false,
  ...more,
});
const SESSIONS: readonly SignIn[] = [
  signIn("s1", { userAgent: FIREFOX, current: true }),
  signIn("s2", {}),
  signIn("s3", { kind: "token", userAgent: "room-reporter/1.4" }),
];

const done = () => Promise.resolve();

export const homeApi: HomeApi = {
  listRooms: () => Promise.resolve({ rooms: [...ROOMS], next: "2" }),
  createRoom: () => Promise.resolve(linked("qhk-wvze-dtm", "Stand-up")),
};
export const emptyHomeApi: HomeApi = {
  ...homeApi,
  listRooms: () => Promise.resolve({ rooms: [], next: null }),
};

export const roomApi: RoomApi = {
  getRoom: () => Promise.resolve(details(["Mia Torres"])),
  updateRoom: () => Promise.resolve(linked("qhk-wvze-dtm", "Stand-up")),
  deleteRoom: done,
  attendance: () => Promise.resolve({ stays: [...STAYS], next: "2" }),
  messages: () => Promise.resolve({ messages: [...MESSAGES], next: "2" }),
  bans: () => Promise.resolve({ bans: [...BANS] }),
  liftBan: done,
  invites: () => Promise.resolve({ invites: [...INVITES] }),
  createInvite: () =>
    Promise.resolve({
      id: "i4",
      role: "member",
      createdAt: NOW,
      expiresAt: null,
      usesLeft: null,
      revokedAt: null,
      url: "https://meet.example.org/qhk-wvze-dtm?invite=Yl3NQzKc0s8JgYVbqE4tS1mHhDwPz7uXoRa9cFiTnk2",
    }),
  revokeInvite: done,
};

const refusing = (code: ApiError["code"], status: number) => () =>
  Promise.reject(new ApiError(code, status, "The server says why in one sentence."));

export const guestsRoomApi: RoomApi = { ...roomApi, getRoom: () => Promise.resolve(card("open")) };
export const expiredRoomApi: RoomApi = { ...roomApi, getRoom: refusing("room_expired", 410) };
export const unknownRoomApi: RoomApi = { ...roomApi, getRoom: refusing("room_not_found", 404) };
export const brokenRoomApi: RoomApi = {
  ...roomApi,
  bans: refusing("network_error", 0),
  attendance: refusing("internal", 500),
  messages: () => Promise.resolve({ messages: [], next: null }),
  invites: () => Promise.resolve({ invites: [] }),
};

export const accountApi: AccountApi = {
  updateAccount: () => Promise.resolve(user),
  changePassword: refusing("wrong_password", 403),
  sessions: () => Promise.resolve({ sessions: [...SESSIONS] }),
  endSession: done,
  endOtherSessions: done,
  deleteAccount: done,
};
