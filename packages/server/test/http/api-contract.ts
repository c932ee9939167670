/** The routes of the API as api.md writes them. It is written down, not computed. */

type Route = {
  /** Who may ask, as `SECURITIES` below spells it out. */
  readonly by: keyof typeof SECURITIES;
  /** The name of the body's schema; with a question mark it may be left out. */
  readonly body?: string;
  readonly query?: readonly string[];
};

const bearer = { bearer: [] };

/** Any one of the entries does. */
export const SECURITIES = {
  nobody: [],
  guest: [{ guest: [] }],
  account: [{ session: [] }, bearer],
  "account, unsafe": [{ session: [], csrf: [] }, bearer],
  anyone: [{ session: [] }, { guest: [] }, bearer],
  "anyone, unsafe": [{ session: [], csrf: [] }, { guest: [], csrf: [] }, bearer],
} as const;

const PAGE = ["cursor", "limit"];

export const CONTRACT: { readonly [operation: string]: Route } = {
  "post /register/": { by: "nobody", body: "RegisterBody" },
  "post /login/": { by: "nobody", body: "LoginBody" },
  "post /logout/": { by: "account, unsafe" },
  "get /auth-test/": { by: "account" },
  "post /token/": { by: "nobody", body: "TokenBody" },
  "post /token/refresh/": { by: "nobody", body: "RefreshBody" },
  "post /token/revoke/": { by: "nobody", body: "RefreshBody" },
  "get /.well-known/jwks.json": { by: "nobody" },
  "post /guest/": { by: "nobody", body: "GuestBody" },
  "get /guest/": { by: "guest" },
  "get /account/": { by: "account" },
  "patch /account/": { by: "account, unsafe", body: "AccountPatch" },
  "delete /account/": { by: "account, unsafe" },
  "post /account/password/": { by: "account, unsafe", body: "PasswordBody" },
  "get /account/sessions/": { by: "account" },
  "delete /account/sessions/": { by: "account, unsafe", query: ["id"] },
  "post /create-room/": { by: "account, unsafe", body: "CreateRoomBody?" },
  "post /join-room/": { by: "anyone, unsafe", body: "JoinRoomBody" },
  "get /rooms/": { by: "account", query: PAGE },
  "get /room/{code}/": { by: "anyone" },
  "patch /room/{code}/": { by: "anyone, unsafe", body: "RoomPatch" },
  "delete /room/{code}/": { by: "anyone, unsafe" },
  "get /room/{code}/attendance/": { by: "anyone", query: PAGE },
  "get /room/{code}/messages/": { by: "anyone", query: PAGE },
  "get /room/{code}/bans/": { by: "anyone" },
  "delete /room/{code}/bans/": { by: "anyone, unsafe", query: ["participantId"] },
  "get /room/{code}/invites/": { by: "anyone" },
  "post /room/{code}/invites/": { by: "anyone, unsafe", body: "InviteBody?" },
  "delete /room/{code}/invites/": { by: "anyone, unsafe", query: ["id"] },
  "get /ws/room/{code}/": { by: "anyone" },
  "get /ice-servers/": { by: "anyone" },
  "get /health/live": { by: "nobody" },
  "get /health/ready": { by: "nobody" },
  "get /api/docs/": { by: "nobody" },
  "get /api/schema/": { by: "nobody" },
};
