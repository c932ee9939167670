import * as Type from "typebox";
import type { Static } from "typebox";
import { ERRORS, type ErrorCode } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { RoomChange } from "./client-messages.ts";
import {
  Access,
  ChatMessage,
  IceServer,
  Id,
  Kind,
  Participant,
  Room,
  RoomCode,
  RoomSettings,
  Time,
  nullable,
  oneOf,
  strict,
} from "./model.ts";
import { nameText, usernameText } from "./text.ts";

const password = Type.String({ minLength: 1, maxLength: LIMITS.passwordLength });

export const User = strict({
  id: Id,
  username: Type.String(),
  displayName: Type.String(),
  createdAt: Time,
});
export type User = Static<typeof User>;

export const RegisterBody = strict({
  username: usernameText(),
  password,
  displayName: Type.Optional(nameText("What others see; the username when absent.")),
});
export type RegisterBody = Static<typeof RegisterBody>;

export const LoginBody = strict({
  username: Type.String({ minLength: 1, maxLength: LIMITS.usernameLength }),
  password,
  newPassword: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: LIMITS.passwordLength,
      description: "Replaces the password; asked for with `password_change_required`.",
    }),
  ),
});
export type LoginBody = Static<typeof LoginBody>;

export const AuthTest = strict({ authenticated: Type.Literal(true), user: User });
export type AuthTest = Static<typeof AuthTest>;

const expiresIn = Type.Integer({
  minimum: LIMITS.expiresInSeconds.min,
  maximum: LIMITS.expiresInSeconds.max,
  description: "Seconds from now.",
});

export const CreateRoomBody = strict({
  name: Type.Optional(nameText("What the room is called.")),
  access: Type.Optional(Access),
  expiresIn: Type.Optional(expiresIn),
  settings: Type.Optional(Type.Partial(RoomSettings, { additionalProperties: false })),
});
export type CreateRoomBody = Static<typeof CreateRoomBody>;

/** A room with the link that people open. */
export const LinkedRoom = strict({ ...Room.properties, url: Type.String() });
export type LinkedRoom = Static<typeof LinkedRoom>;

export const RoomDetails = strict({
  ...LinkedRoom.properties,
  participants: Type.Array(Participant, { description: "Who is present now." }),
});
export type RoomDetails = Static<typeof RoomDetails>;

/** What those see who may not look inside. */
export const RoomCard = strict({ code: RoomCode, name: Room.properties.name, access: Access });
export type RoomCard = Static<typeof RoomCard>;

export const JoinRoomBody = strict({
  code: Type.String({ minLength: 1, maxLength: 64, examples: ["abc-defg-hij"] }),
  invite: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, description: "From an invite link." }),
  ),
});
export type JoinRoomBody = Static<typeof JoinRoomBody>;

const door = {
  participantId: Id,
  wsUrl: Type.String({ description: "Where to connect, with the subprotocol parley.v1." }),
  ticket: Type.String({ description: "Single use, 60 s; goes into ?ticket= of wsUrl." }),
};

/** `waiting`: the socket leads to the lobby, and the room is but its code and name. */
export const JoinRoomResult = Type.Union([
  strict({ status: Type.Literal("joined"), room: LinkedRoom, ...door }),
  strict({
    status: Type.Literal("waiting"),
    room: strict({ code: RoomCode, name: Room.properties.name }),
    ...door,
  }),
]);
export type JoinRoomResult = Static<typeof JoinRoomResult>;

/** Everything, or the card, depending on who asks. */
export const RoomResult = Type.Union([RoomDetails, RoomCard]);
export type RoomResult = Static<typeof RoomResult>;

export const RoomPatch = strict({
  ...RoomChange.properties,
  expiresIn: Type.Optional(nullable(expiresIn)),
  ownerId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: "Hands the room over: the id of an account, or of its participant here.",
    }),
  ),
});
export type RoomPatch = Static<typeof RoomPatch>;

/** Of a list that comes in pages; `cursor` is the `next` of the page before. */
export const PageQuery = strict({
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  limit: Type.Optional(Type.String({ pattern: "^[1-9][0-9]{0,2}$", description: "1 to 200." })),
});
export type PageQuery = Static<typeof PageQuery>;
const next = nullable(Type.String({ description: "The cursor of the next page; null: the end." }));

export const RoomList = strict({ rooms: Type.Array(LinkedRoom), next });
export type RoomList = Static<typeof RoomList>;

export const Attendance = strict({
  participantId: Id,
  name: Type.String(),
  joinedAt: Time,
  leftAt: nullable(Time),
});
export type Attendance = Static<typeof Attendance>;
export const AttendanceList = strict({ stays: Type.Array(Attendance), next });
export type AttendanceList = Static<typeof AttendanceList>;

/** Newest page first, oldest message of a page first. */
export const MessageList = strict({ messages: Type.Array(ChatMessage), next });
export type MessageList = Static<typeof MessageList>;

export const Ban = strict({ participantId: Id, name: Type.String(), kind: Kind, bannedAt: Time });
export type Ban = Static<typeof Ban>;
export const BanList = strict({ bans: Type.Array(Ban) });
export type BanList = Static<typeof BanList>;
export const BanQuery = strict({ participantId: Id });

export const InviteBody = strict({
  role: Type.Optional(oneOf("cohost", "member")),
  expiresIn: Type.Optional(expiresIn),
  uses: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.inviteUses })),
});
export type InviteBody = Static<typeof InviteBody>;
export const Invite = strict({
  id: Id,
  role: oneOf("cohost", "member"),
  createdAt: Time,
  expiresAt: nullable(Time),
  usesLeft: nullable(Type.Integer({ minimum: 0 })),
  revokedAt: nullable(Time),
});
export type Invite = Static<typeof Invite>;
export const InviteList = strict({ invites: Type.Array(Invite) });
export type InviteList = Static<typeof InviteList>;
/** Only here is the link to be had: what is stored of it does not let anyone in. */
export const NewInvite = strict({ ...Invite.properties, url: Type.String() });
export type NewInvite = Static<typeof NewInvite>;
export const InviteQuery = strict({ id: Id });

/** Empty and null where there is no TURN server. */
export const IceServerList = strict({
  iceServers: Type.Array(IceServer),
  expiresAt: nullable(Time),
});
export type IceServerList = Static<typeof IceServerList>;

export const GuestBody = strict({ displayName: nameText("What others see.") });
export type GuestBody = Static<typeof GuestBody>;
export const Guest = strict({ id: Id, displayName: Type.String() });
export type Guest = Static<typeof Guest>;

export const TokenBody = strict({ username: LoginBody.properties.username, password });
export type TokenBody = Static<typeof TokenBody>;
export const RefreshBody = strict({ refresh: Type.String({ minLength: 1, maxLength: 200 }) });
export type RefreshBody = Static<typeof RefreshBody>;
export const TokenPair = strict({
  access: Type.String({
    description: "A JWT of 10 minutes (RFC 7519), for Authorization: Bearer.",
  }),
  refresh: Type.String({ description: "Opaque, for one use at /token/refresh/." }),
});
export type TokenPair = Static<typeof TokenPair>;

export const AccountPatch = strict({ displayName: Type.Optional(nameText("What others see.")) });
export type AccountPatch = Static<typeof AccountPatch>;
export const PasswordBody = strict({ password, newPassword: password });
export type PasswordBody = Static<typeof PasswordBody>;
export const SignIn = strict({
  id: Id,
  kind: oneOf("browser", "token"),
  userAgent: nullable(Type.String()),
  createdAt: Time,
  expiresAt: Time,
  current: Type.Boolean({ description: "The one that asks." }),
});
export type SignIn = Static<typeof SignIn>;
export const SignInList = strict({ sessions: Type.Array(SignIn) });
export type SignInList = Static<typeof SignInList>;
/** Without an id: all but the one that asks. */
export const SignInQuery = strict({ id: Type.Optional(Id) });

/** Any text: what is no code is an unknown room (404), not a malformed request. */
export const RoomParams = strict({
  code: Type.String({ minLength: 1, maxLength: 64, examples: ["abc-defg-hij"] }),
});

/** RFC 9457. */
export const Problem = strict({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String({ description: "Stable; declared in packages/protocol." }),
  detail: Type.String(),
  errors: Type.Optional(Type.Array(strict({ path: Type.String(), message: Type.String() }))),
});
export type Problem = Static<typeof Problem>;

/** The problem document of an error code; `detail` is one sentence about this occurrence. */
export function problemOf(code: ErrorCode, detail?: string, errors?: Problem["errors"]): Problem {
  const { status, title } = ERRORS[code];
  const document = { type: `urn:parley:error:${code}`, title, status, code };
  const explained = { ...document, detail: detail ?? title };
  return errors === undefined ? explained : { ...explained, errors };
}
