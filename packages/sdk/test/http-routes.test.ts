import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  AttendanceList,
  BanList,
  Guest,
  Invite,
  RoomCard,
  SignInList,
  User,
} from "@parley/protocol";
import { HttpClient } from "../src/http-client.ts";
import { chatMessage, welcome } from "./support/messages.ts";
import { TestServer } from "./support/test-server.ts";

const CODE = "abc-defg-hij";
const USER: User = { id: "u1", username: "ada", displayName: "Ada", createdAt: 5 };
const GUEST: Guest = { id: "g1", displayName: "Kurt" };
const LINKED = { ...welcome().room, url: `http://127.0.0.1/${CODE}` };
const CARD: RoomCard = { code: CODE, name: "Team", access: "trusted" };
const PAIR = { access: "a1", refresh: "r1" };
const SESSIONS: SignInList = {
  sessions: [
    { id: "s1", kind: "browser", userAgent: null, createdAt: 1, expiresAt: 2, current: true },
  ],
};
const STAYS: AttendanceList = {
  stays: [{ participantId: "p1", name: "Ada", joinedAt: 1, leftAt: null }],
  next: "c2",
};
const BANS: BanList = {
  bans: [{ participantId: "p2", name: "Kurt", kind: "guest", bannedAt: 9 }],
};
const INVITE: Invite = {
  id: "i1",
  role: "member",
  createdAt: 1,
  expiresAt: null,
  usesLeft: 3,
  revokedAt: null,
};
const NEW_INVITE = { ...INVITE, url: `http://127.0.0.1/${CODE}?invite=t` };
const MESSAGES = { messages: [chatMessage("m1")], next: null };
const DOOR = {
  room: { code: CODE, name: "Team" },
  status: "waiting",
  participantId: "p1",
  wsUrl: "ws://127.0.0.1/",
  ticket: "t1",
};

type Case = {
  readonly call: (http: HttpClient) => Promise<unknown>;
  /** Method, path and body as the server gets them. */
  readonly sends: readonly [method: string, path: string, body?: object];
  /** What the server answers, and the call resolves with; without it 204 and nothing. */
  readonly gives?: object;
};

const ACCOUNTS: readonly Case[] = [
  { call: (http) => http.guest(), sends: ["GET", "/guest/"], gives: GUEST },
  {
    call: (http) => http.createGuest("Kurt"),
    sends: ["POST", "/guest/", { displayName: "Kurt" }],
    gives: GUEST,
  },
  {
    call: (http) => http.token({ username: "ada", password: "pass" }),
    sends: ["POST", "/token/", { username: "ada", password: "pass" }],
    gives: PAIR,
  },
  {
    call: (http) => http.refreshToken("r0"),
    sends: ["POST", "/token/refresh/", { refresh: "r0" }],
    gives: PAIR,
  },
  {
    call: (http) => http.revokeToken("r1"),
    sends: ["POST", "/token/revoke/", { refresh: "r1" }],
  },
  {
    call: (http) => http.iceServers(),
    sends: ["GET", "/ice-servers/"],
    gives: { iceServers: [{ urls: ["stun:turn.example"] }], expiresAt: null },
  },
  { call: (http) => http.account(), sends: ["GET", "/account/"], gives: USER },
  {
    call: (http) => http.updateAccount({ displayName: "Ada L." }),
    sends: ["PATCH", "/account/", { displayName: "Ada L." }],
    gives: USER,
  },
  { call: (http) => http.deleteAccount(), sends: ["DELETE", "/account/"] },
  {
    call: (http) => http.changePassword({ password: "old", newPassword: "new" }),
    sends: ["POST", "/account/password/", { password: "old", newPassword: "new" }],
  },
  { call: (http) => http.sessions(), sends: ["GET", "/account/sessions/"], gives: SESSIONS },
  { call: (http) => http.endSession("s/1"), sends: ["DELETE", "/account/sessions/?id=s%2F1"] },
  { call: (http) => http.endOtherSessions(), sends: ["DELETE", "/account/sessions/"] },
];

const ROOMS: readonly Case[] = [
  {
    call: (http) => http.joinRoom(CODE, { invite: "t" }),
    sends: ["POST", "/join-room/", { code: CODE, invite: "t" }],
    gives: DOOR,
  },
  { call: (http) => http.getRoom(CODE), sends: ["GET", `/room/${CODE}/`], gives: CARD },
  {
    call: (http) => http.getRoom(CODE),
    sends: ["GET", `/room/${CODE}/`],
    gives: { ...LINKED, participants: [] },
  },
  { call: (http) => http.listRooms(), sends: ["GET", "/rooms/"], gives: { rooms: [], next: null } },
  {
    call: (http) => http.listRooms({ cursor: "a b" }),
    sends: ["GET", "/rooms/?cursor=a+b"],
    gives: { rooms: [LINKED], next: "c" },
  },
  {
    call: (http) => http.updateRoom(CODE, { locked: true, expiresIn: null }),
    sends: ["PATCH", `/room/${CODE}/`, { locked: true, expiresIn: null }],
    gives: LINKED,
  },
  { call: (http) => http.deleteRoom(CODE), sends: ["DELETE", `/room/${CODE}/`] },
  {
    call: (http) => http.attendance(CODE, { cursor: "c1" }),
    sends: ["GET", `/room/${CODE}/attendance/?cursor=c1`],
    gives: STAYS,
  },
  {
    call: (http) => http.messages(CODE),
    sends: ["GET", `/room/${CODE}/messages/`],
    gives: MESSAGES,
  },
  { call: (http) => http.bans(CODE), sends: ["GET", `/room/${CODE}/bans/`], gives: BANS },
  {
    call: (http) => http.liftBan(CODE, "p2"),
    sends: ["DELETE", `/room/${CODE}/bans/?participantId=p2`],
  },
  {
    call: (http) => http.invites(CODE),
    sends: ["GET", `/room/${CODE}/invites/`],
    gives: { invites: [INVITE] },
  },
  {
    call: (http) => http.createInvite(CODE, { uses: 3 }),
    sends: ["POST", `/room/${CODE}/invites/`, { uses: 3 }],
    gives: NEW_INVITE,
  },
  {
    call: (http) => http.revokeInvite(CODE, "i1"),
    sends: ["DELETE", `/room/${CODE}/invites/?id=i1`],
  },
];

test("each call is its request, and gives what the server answers", async (t) => {
  const server = await TestServer.start();
  t.after(() => server.close());
  const http = new HttpClient({ baseUrl: server.httpUrl });
  for (const { call, sends, gives } of [...ACCOUNTS, ...ROOMS]) {
    const requests: unknown[] = [];
    server.onRequest = ({ method, path, body }) => {
      requests.push([method, path, body]);
      return gives === undefined ? { status: 204 } : { status: 200, body: gives };
    };
    assert.deepEqual(await call(http), gives);
    const [method, path, body] = sends;
    assert.deepEqual(requests, [[method, path, body === undefined ? "" : JSON.stringify(body)]]);
  }
});
