import {
  type AccountPatch,
  AttendanceList,
  AuthTest,
  BanList,
  type CreateRoomBody,
  Guest,
  IceServerList,
  type InviteBody,
  InviteList,
  JoinRoomResult,
  LinkedRoom,
  type LoginBody,
  MessageList,
  NewInvite,
  type PasswordBody,
  type RegisterBody,
  RoomList,
  type RoomPatch,
  RoomResult,
  SignInList,
  type TokenBody,
  TokenPair,
  User,
} from "@parley/protocol";
import { type HttpOptions, HttpTransport } from "./http-transport.ts";

/** Which page of a list: the `next` of the page before; without it the first. */
export type Page = { readonly cursor?: string };

/**
 * The HTTP API of one server. In a browser the session is the browser's; elsewhere each client has
 * its own. Every method rejects with an ApiError and nothing else, but for what `bearer` throws.
 */
export class HttpClient {
  readonly #http: HttpTransport;

  constructor(options: HttpOptions) {
    this.#http = new HttpTransport(options);
  }

  register(body: RegisterBody): Promise<User> {
    return this.#http.call("POST", "/register/", User, body);
  }

  login(body: LoginBody): Promise<User> {
    return this.#http.call("POST", "/login/", User, body);
  }

  logout(): Promise<void> {
    return this.#http.order("POST", "/logout/");
  }

  /** The user who is signed in; null when nobody is. */
  async authTest(): Promise<User | null> {
    return (await this.#http.callIfIdentified("/auth-test/", AuthTest))?.user ?? null;
  }

  /** The guest of this browser; null when there is none. */
  guest(): Promise<Guest | null> {
    return this.#http.callIfIdentified("/guest/", Guest);
  }

  /** Becomes a guest of this name; who is one already keeps the id and changes the name. */
  createGuest(displayName: string): Promise<Guest> {
    return this.#http.call("POST", "/guest/", Guest, { displayName });
  }

  /** Signs in for use with `bearer`: an access token of 10 minutes, and one to renew it with. */
  token(body: TokenBody): Promise<TokenPair> {
    return this.#http.call("POST", "/token/", TokenPair, body);
  }

  /** A new pair; the old refresh token is used up. Rejects with `invalid_refresh_token`. */
  refreshToken(refresh: string): Promise<TokenPair> {
    return this.#http.call("POST", "/token/refresh/", TokenPair, { refresh });
  }

  revokeToken(refresh: string): Promise<void> {
    return this.#http.order("POST", "/token/revoke/", { refresh });
  }

  account(): Promise<User> {
    return this.#http.call("GET", "/account/", User);
  }

  updateAccount(patch: AccountPatch): Promise<User> {
    return this.#http.call("PATCH", "/account/", User, patch);
  }

  deleteAccount(): Promise<void> {
    return this.#http.order("DELETE", "/account/");
  }

  /** Ends all other sessions. Rejects with `wrong_password`. */
  changePassword(body: PasswordBody): Promise<void> {
    return this.#http.order("POST", "/account/password/", body);
  }

  /** Where this account is signed in. */
  sessions(): Promise<SignInList> {
    return this.#http.call("GET", "/account/sessions/", SignInList);
  }

  endSession(id: string): Promise<void> {
    return this.#http.order("DELETE", `/account/sessions/${query({ id })}`);
  }

  endOtherSessions(): Promise<void> {
    return this.#http.order("DELETE", "/account/sessions/");
  }

  /** STUN and TURN servers, for those who make media connections without a RoomClient. */
  iceServers(): Promise<IceServerList> {
    return this.#http.call("GET", "/ice-servers/", IceServerList);
  }

  createRoom(body: CreateRoomBody = {}): Promise<LinkedRoom> {
    return this.#http.call("POST", "/create-room/", LinkedRoom, body);
  }

  /** @param options.invite the token of an invite link: `?invite=` */
  joinRoom(code: string, options: { readonly invite?: string } = {}): Promise<JoinRoomResult> {
    return this.#http.call("POST", "/join-room/", JoinRoomResult, { code, ...options });
  }

  /** The rooms of this account, newest first. */
  listRooms(page: Page = {}): Promise<RoomList> {
    return this.#http.call("GET", `/rooms/${query(page)}`, RoomList);
  }

  /** Everything for those who may look inside (it has `participants`), the card for others. */
  getRoom(code: string): Promise<RoomResult> {
    return this.#http.call("GET", room(code), RoomResult);
  }

  updateRoom(code: string, patch: RoomPatch): Promise<LinkedRoom> {
    return this.#http.call("PATCH", room(code), LinkedRoom, patch);
  }

  /** Ends the meeting and deletes the room. */
  deleteRoom(code: string): Promise<void> {
    return this.#http.order("DELETE", room(code));
  }

  /** Who was there, and when: one entry per stay. */
  attendance(code: string, page: Page = {}): Promise<AttendanceList> {
    return this.#http.call("GET", room(code, "attendance/", page), AttendanceList);
  }

  /** The chat: the newest page first, the oldest message of a page first. */
  messages(code: string, page: Page = {}): Promise<MessageList> {
    return this.#http.call("GET", room(code, "messages/", page), MessageList);
  }

  bans(code: string): Promise<BanList> {
    return this.#http.call("GET", room(code, "bans/"), BanList);
  }

  liftBan(code: string, participantId: string): Promise<void> {
    return this.#http.order("DELETE", room(code, "bans/", { participantId }));
  }

  invites(code: string): Promise<InviteList> {
    return this.#http.call("GET", room(code, "invites/"), InviteList);
  }

  /** Its `url` is to be had only here. */
  createInvite(code: string, body: InviteBody = {}): Promise<NewInvite> {
    return this.#http.call("POST", room(code, "invites/"), NewInvite, body);
  }

  revokeInvite(code: string, id: string): Promise<void> {
    return this.#http.order("DELETE", room(code, "invites/", { id }));
  }
}

type Query = { readonly [name: string]: string };

function room(code: string, part = "", parameters: Query = {}): string {
  return `/room/${encodeURIComponent(code)}/${part}${query(parameters)}`;
}

function query(parameters: Query): string {
  const text = new URLSearchParams(parameters).toString();
  return text === "" ? "" : `?${text}`;
}
