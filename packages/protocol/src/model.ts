import * as Type from "typebox";
import type { Static } from "typebox";
import { ROOM_CODE_PATTERN } from "./ids.ts";
import { nameText } from "./text.ts";

/** An object that refuses fields it does not know. */
export const strict = <P extends Parameters<typeof Type.Object>[0]>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** One of some strings. JSON Schema `enum`, which reads better in the docs than a union. */
export const oneOf = <const V extends string[]>(...values: V) =>
  Type.Unsafe<V[number]>(Type.Enum(values));

/** Integer milliseconds since 1970-01-01T00:00Z. */
export const Time = Type.Integer({ minimum: 0, description: "Milliseconds since 1970." });
export const Id = Type.String({ minLength: 1, maxLength: 64, description: "Opaque." });
export const RoomCode = Type.String({
  pattern: ROOM_CODE_PATTERN,
  examples: ["abc-defg-hij"],
  description: "Three, four and three lower-case letters.",
});

export const MediaState = strict({
  mic: Type.Boolean(),
  camera: Type.Boolean(),
  screen: Type.Boolean(),
});
export type MediaState = Static<typeof MediaState>;

export const Role = oneOf("owner", "cohost", "member");
export type Role = Static<typeof Role>;

export const Kind = oneOf("account", "guest");
export type Kind = Static<typeof Kind>;

export const Participant = strict({
  id: Id,
  name: nameText("What others see."),
  kind: Kind,
  role: Role,
  state: oneOf("online", "reconnecting"),
  joinedAt: Time,
  handRaisedAt: nullable(Time),
  media: MediaState,
  version: Type.Integer({ minimum: 1, description: "Grows with every change." }),
});
export type Participant = Static<typeof Participant>;

export const Access = oneOf("open", "trusted", "restricted");
export type Access = Static<typeof Access>;

export const RoomSettings = strict({
  chat: Type.Boolean(),
  reactions: Type.Boolean(),
  screenShare: Type.Boolean(),
  muteOnEntry: Type.Boolean(),
  media: oneOf("sfu", "mesh"),
});
export type RoomSettings = Static<typeof RoomSettings>;

export const Room = strict({
  code: RoomCode,
  name: Type.String({ maxLength: 64, description: "Empty when nobody named it." }),
  access: Access,
  locked: Type.Boolean(),
  settings: RoomSettings,
  createdAt: Time,
  expiresAt: nullable(Time),
});
export type Room = Static<typeof Room>;

export const ChatMessage = strict({
  id: Id,
  from: strict({ participantId: Id, name: Type.String() }),
  to: nullable(Id),
  text: Type.String(),
  sentAt: Time,
});
export type ChatMessage = Static<typeof ChatMessage>;

export const TrackSource = oneOf("mic", "camera", "screen", "screenAudio");
export type TrackSource = Static<typeof TrackSource>;

/** What somebody sends through the SFU. */
export const Track = strict({
  id: Id,
  participantId: Id,
  source: TrackSource,
  muted: Type.Boolean({ description: "Switched off by who sends it or by a host: not forwarded." }),
});
export type Track = Static<typeof Track>;

/** The simulcast layers of a camera, from a quarter of the width to all of it: their rids. */
export const Layer = oneOf("q", "h", "f");
export type Layer = Static<typeof Layer>;

/** Which of its connections of one kind a participant speaks of; grows with each new one. */
export const Generation = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
/** Which offer of a connection is meant; an answer to an earlier one is ignored. */
export const Negotiation = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });

/** Which line of a `down` offer carries which track. */
export const TrackLine = strict({
  mid: Type.String(),
  trackId: Id,
  participantId: Id,
  source: TrackSource,
});
export type TrackLine = Static<typeof TrackLine>;

export const Waiting = strict({
  id: Id,
  name: Type.String(),
  kind: Kind,
  since: Time,
});
export type Waiting = Static<typeof Waiting>;

/** RTCIceServer of the WebRTC specification. */
export const IceServer = strict({
  urls: Type.Array(Type.String()),
  username: Type.Optional(Type.String()),
  credential: Type.Optional(Type.String()),
});
export type IceServer = Static<typeof IceServer>;

/** What a participant may do. Deny is the default; the server checks every message. */
export const PERMISSIONS = [
  "meeting.join",
  "lobby.bypass",
  "lobby.admit",
  "media.mic",
  "media.camera",
  "media.screen",
  "chat.send",
  "reaction.send",
  "participant.mute",
  "participant.remove",
  "participant.role",
  "room.update",
  "room.end",
] as const;
export const Permission = oneOf(...PERMISSIONS);
export type Permission = Static<typeof Permission>;
