import * as Type from "typebox";
import type { Static } from "typebox";
import { ERRORS, type ErrorCode } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { Access, Id, Participant, Room, RoomSettings, Time, oneOf, strict } from "./model.ts";
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

export const CreateRoomBody = strict({
  name: Type.Optional(nameText("What the room is called.")),
  access: Type.Optional(Access),
  expiresIn: Type.Optional(
    Type.Integer({
      minimum: LIMITS.expiresInSeconds.min,
      maximum: LIMITS.expiresInSeconds.max,
      description: "Seconds until the room expires.",
    }),
  ),
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

export const JoinRoomBody = strict({
  code: Type.String({ minLength: 1, maxLength: 64, examples: ["abc-defg-hij"] }),
});
export type JoinRoomBody = Static<typeof JoinRoomBody>;

export const JoinRoomResult = strict({
  room: LinkedRoom,
  status: oneOf("joined", "waiting"),
  participantId: Id,
  wsUrl: Type.String({ description: "Where to connect, with the subprotocol parley.v1." }),
  ticket: Type.String({ description: "Single use, 60 s; goes into ?ticket= of wsUrl." }),
});
export type JoinRoomResult = Static<typeof JoinRoomResult>;

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
