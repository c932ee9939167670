/** What the OpenAPI document shows of rooms. */
import type {
  AttendanceList,
  BanList,
  InviteList,
  JoinRoomResult,
  LinkedRoom,
  MessageList,
  NewInvite,
  Participant,
  RoomDetails,
  RoomList,
} from "@parley/protocol";

const AT = 1_767_225_600_000;
const MINUTE = 60_000;

export const ROOM: LinkedRoom = {
  code: "abc-defg-hij",
  name: "Weekly",
  access: "trusted",
  locked: false,
  settings: { chat: true, reactions: true, screenShare: true, muteOnEntry: false, media: "mesh" },
  createdAt: AT,
  expiresAt: null,
  url: "http://localhost:8000/abc-defg-hij",
};

const PARTICIPANT: Participant = {
  id: "0yW1s3yR9kq6Kc2vTqQbGA",
  name: "Ada Lovelace",
  kind: "account",
  role: "owner",
  state: "online",
  joinedAt: AT,
  handRaisedAt: null,
  media: { mic: true, camera: false, screen: false },
  version: 1,
};

export const ROOM_DETAILS: RoomDetails = { ...ROOM, participants: [PARTICIPANT] };

export const JOINED: JoinRoomResult = {
  status: "joined",
  room: ROOM,
  participantId: PARTICIPANT.id,
  wsUrl: "ws://localhost:8000/ws/room/abc-defg-hij/",
  ticket: "Qk3tq1wZ6n5x0mQ8bq3Z2cT1hY7uV9sL4aR6dE8fG0I",
};

const NEXT = "MTc2NzIyNTYwMDAwMCAw";

export const ROOM_LIST: RoomList = { rooms: [ROOM], next: NEXT };

export const ATTENDANCE: AttendanceList = {
  stays: [
    {
      participantId: PARTICIPANT.id,
      name: PARTICIPANT.name,
      joinedAt: AT,
      leftAt: AT + 30 * MINUTE,
    },
  ],
  next: null,
};

export const MESSAGES: MessageList = {
  messages: [
    {
      id: "xv3Jm0pW5nUe1bQ7sYt2fg",
      from: { participantId: PARTICIPANT.id, name: PARTICIPANT.name },
      to: null,
      text: "The notes are at https://example.org/notes",
      sentAt: AT + MINUTE,
    },
  ],
  next: NEXT,
};

export const BANS: BanList = {
  bans: [{ participantId: "r5Kc2vTqQbGA0yW1s3yR9k", name: "Mallory", kind: "guest", bannedAt: AT }],
};

const INVITE = {
  id: "pT0eX8sVQ4m1Zr6yJ2uKwA",
  role: "member",
  createdAt: AT,
  expiresAt: AT + 60 * MINUTE,
  usesLeft: 10,
  revokedAt: null,
} as const;

export const INVITES: InviteList = { invites: [INVITE] };
export const NEW_INVITE: NewInvite = {
  ...INVITE,
  url: `${ROOM.url}?invite=8nZ0xq2mS4vT6yB1cE3gH5jK7lN9pR0tV2wX4zA6bD8`,
};
