/** What the OpenAPI document shows. */
import type { JoinRoomResult, LinkedRoom, Participant, RoomDetails, User } from "@parley/protocol";

const AT = 1_767_225_600_000;

export const USER: User = {
  id: "mGr5ZbOHT2eTVX0qyJ8sGQ",
  username: "ada",
  displayName: "Ada Lovelace",
  createdAt: AT,
};

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
  room: ROOM,
  status: "joined",
  participantId: PARTICIPANT.id,
  wsUrl: "ws://localhost:8000/ws/room/abc-defg-hij/",
  ticket: "Qk3tq1wZ6n5x0mQ8bq3Z2cT1hY7uV9sL4aR6dE8fG0I",
};
