/**
 * Finishes the document that @fastify/swagger collects. Routes hold whole schemas; here those that
 * have a name move to `components` and are referred to.
 */
import {
  AccountPatch,
  Attendance,
  AttendanceList,
  AuthTest,
  Ban,
  BanList,
  ChatMessage,
  CreateRoomBody,
  Guest,
  GuestBody,
  IceServer,
  IceServerList,
  Invite,
  InviteBody,
  InviteList,
  JoinRoomBody,
  JoinRoomResult,
  type JsonObject,
  LinkedRoom,
  LoginBody,
  MessageList,
  NewInvite,
  Participant,
  PasswordBody,
  Problem,
  RefreshBody,
  RegisterBody,
  RoomCard,
  RoomDetails,
  RoomList,
  RoomPatch,
  RoomResult,
  RoomSettings,
  SignIn,
  SignInList,
  TokenBody,
  TokenPair,
  User,
  isObject,
} from "@parley/protocol";
import type { TSchema } from "typebox";
import { TOKEN_PAIR } from "./examples.ts";

const NAMED: { readonly [name: string]: TSchema } = {
  AccountPatch,
  Attendance,
  AttendanceList,
  AuthTest,
  Ban,
  BanList,
  ChatMessage,
  CreateRoomBody,
  Guest,
  GuestBody,
  IceServer,
  IceServerList,
  Invite,
  InviteBody,
  InviteList,
  JoinRoomBody,
  JoinRoomResult,
  Room: LinkedRoom,
  LoginBody,
  MessageList,
  NewInvite,
  Participant,
  PasswordBody,
  Problem,
  RefreshBody,
  RegisterBody,
  RoomCard,
  RoomDetails,
  RoomList,
  RoomPatch,
  RoomResult,
  RoomSettings,
  SignIn,
  SignInList,
  TokenBody,
  TokenPair,
  User,
};

/** What a body may look like. */
const BODY_EXAMPLES: { readonly [name: string]: object } = {
  RegisterBody: { username: "ada", password: "correct horse", displayName: "Ada Lovelace" },
  LoginBody: { username: "ada", password: "correct horse" },
  TokenBody: { username: "ada", password: "correct horse" },
  RefreshBody: { refresh: TOKEN_PAIR.refresh },
  GuestBody: { displayName: "Charles" },
  AccountPatch: { displayName: "Ada King" },
  PasswordBody: { password: "correct horse", newPassword: "battery staple" },
  CreateRoomBody: { name: "Weekly", expiresIn: 86_400, settings: { screenShare: false } },
  JoinRoomBody: { code: "abc-defg-hij" },
  RoomPatch: { name: "Weekly", locked: true, settings: { chat: false } },
  InviteBody: { role: "member", expiresIn: 86_400, uses: 10 },
};

/** The names by what the schemas look like: the collected ones are copies of them. */
const NAME_OF = new Map(
  Object.entries(NAMED).map(([name, schema]) => [JSON.stringify(schema), name]),
);

/** Marks an operation in its route's schema: @fastify/swagger says that every body is required. */
export const OPTIONAL_BODY = "x-optional-body";

/** The OpenAPI document to publish; `collected` is left as it is. */
export function finishDocument(collected: unknown): JsonObject {
  const document = mapValues(collected, finish);
  const schemas = Object.fromEntries(Object.keys(NAMED).map((name) => [name, component(name)]));
  return { ...document, components: { ...asObject(document["components"]), schemas } };
}

function component(name: string): JsonObject {
  const schema = mapValues(NAMED[name], finish);
  const example = BODY_EXAMPLES[name];
  return example === undefined ? schema : { ...schema, examples: [example] };
}

function finish(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(finish);
  if (!isObject(node)) return node;
  const name = NAME_OF.get(JSON.stringify(node));
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  return mapValues(node[OPTIONAL_BODY] === true ? withOptionalBody(node) : node, finish);
}

function withOptionalBody(operation: JsonObject): JsonObject {
  const rest = Object.entries(operation).filter(([key]) => key !== OPTIONAL_BODY);
  const requestBody = { ...asObject(operation["requestBody"]), required: false };
  return { ...Object.fromEntries(rest), requestBody };
}

function mapValues(object: unknown, map: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(asObject(object)).map(([key, value]) => [key, map(value)]),
  );
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
