/**
 * The table of api.md, "Who may see and do what", as data: who comes, to which room, and what
 * becomes of it. It is written down, not computed, and serves POST /join-room/, GET /room/{code}/
 * and the socket alike.
 */
import type { Access, ErrorCode, Kind } from "@parley/protocol";

/** Where POST /join-room/ and the socket lead. */
export type Entry = "joined" | "waiting" | ErrorCode;
/** What GET /room/{code}/ shows. */
export type View = "everything" | "card" | ErrorCode;
/** `looks` is what is seen before the caller has joined. */
export type Cell = { readonly joins: Entry; readonly looks: View };

/** The rooms that one may come to. `someoneBanned`: not the caller. */
export const LIVE_ROOMS = {
  open: { access: "open", locked: false, someoneBanned: false },
  trusted: { access: "trusted", locked: false, someoneBanned: false },
  restricted: { access: "restricted", locked: false, someoneBanned: false },
  "open, locked": { access: "open", locked: true, someoneBanned: false },
  "trusted, locked": { access: "trusted", locked: true, someoneBanned: false },
  "restricted, locked": { access: "restricted", locked: true, someoneBanned: false },
  "open, with a ban": { access: "open", locked: false, someoneBanned: true },
  "trusted, with a ban": { access: "trusted", locked: false, someoneBanned: true },
} as const satisfies {
  readonly [room: string]: { access: Access; locked: boolean; someoneBanned: boolean };
};
export type LiveRoom = keyof typeof LIVE_ROOMS;

/** The rooms that are not there: for everyone with an identity the same. */
export const GONE_ROOMS = {
  unknown: "room_not_found",
  expired: "room_expired",
  "expired by disuse": "room_expired",
  deleted: "room_deleted",
  "expired, keeping time over": "room_not_found",
  "deleted, keeping time over": "room_not_found",
} as const satisfies { readonly [room: string]: ErrorCode };
export type GoneRoom = keyof typeof GONE_ROOMS;

/** What the room knows of a caller before it comes. */
export type Past = "new" | "waiting" | "admitted" | "cohost" | "owner" | "removed" | "banned";

export const CALLERS = {
  nobody: null,
  account: { kind: "account", past: "new", invited: false },
  guest: { kind: "guest", past: "new", invited: false },
  "account that waited before": { kind: "account", past: "waiting", invited: false },
  "guest that waited before": { kind: "guest", past: "waiting", invited: false },
  "account admitted before": { kind: "account", past: "admitted", invited: false },
  "guest admitted before": { kind: "guest", past: "admitted", invited: false },
  "account with an invite": { kind: "account", past: "new", invited: true },
  "guest with an invite": { kind: "guest", past: "new", invited: true },
  "guest that waited before, with an invite": { kind: "guest", past: "waiting", invited: true },
  "account, co-host": { kind: "account", past: "cohost", invited: false },
  "guest, co-host": { kind: "guest", past: "cohost", invited: false },
  owner: { kind: "account", past: "owner", invited: false },
  "account removed before": { kind: "account", past: "removed", invited: false },
  "guest removed before": { kind: "guest", past: "removed", invited: false },
  "account removed before, with an invite": { kind: "account", past: "removed", invited: true },
  "account banned": { kind: "account", past: "banned", invited: false },
  "guest banned": { kind: "guest", past: "banned", invited: false },
  "guest banned, with an invite": { kind: "guest", past: "banned", invited: true },
} as const satisfies {
  readonly [caller: string]: { kind: Kind; past: Past; invited: boolean } | null;
};
export type Caller = keyof typeof CALLERS;

const NOBODY: Cell = { joins: "not_authenticated", looks: "not_authenticated" };
const WELCOME: Cell = { joins: "joined", looks: "everything" };
const IN_BUT_BLIND: Cell = { joins: "joined", looks: "card" };
const ASKS: Cell = { joins: "waiting", looks: "card" };
const LOCKED_OUT: Cell = { joins: "room_locked", looks: "card" };
const BANNED: Cell = { joins: "banned", looks: "banned" };

type Row = { readonly [R in LiveRoom]: Cell };

function everywhere(cell: Cell): Row {
  return {
    open: cell,
    trusted: cell,
    restricted: cell,
    "open, locked": cell,
    "trusted, locked": cell,
    "restricted, locked": cell,
    "open, with a ban": cell,
    "trusted, with a ban": cell,
  };
}

const LOCKED = {
  "open, locked": LOCKED_OUT,
  "trusted, locked": LOCKED_OUT,
  "restricted, locked": LOCKED_OUT,
} as const;

const NEW_ACCOUNT: Row = { ...everywhere(WELCOME), restricted: ASKS, ...LOCKED };

const NEW_GUEST: Row = { ...everywhere(ASKS), open: IN_BUT_BLIND, ...LOCKED };

/** An invite counts when one joins with it; until then its bearer sees what anyone new sees. */
const INVITED_ACCOUNT: Row = { ...NEW_ACCOUNT, restricted: IN_BUT_BLIND };
const INVITED_GUEST: Row = { ...everywhere(IN_BUT_BLIND), ...LOCKED };
const REMOVED: Row = { ...everywhere(ASKS), ...LOCKED };

export const CALLERS_TABLE: { readonly [C in Caller]: Row } = {
  nobody: everywhere(NOBODY),
  account: NEW_ACCOUNT,
  guest: NEW_GUEST,
  "account that waited before": NEW_ACCOUNT,
  "guest that waited before": NEW_GUEST,
  "account admitted before": everywhere(WELCOME),
  "guest admitted before": everywhere(WELCOME),
  "account with an invite": INVITED_ACCOUNT,
  "guest with an invite": INVITED_GUEST,
  "guest that waited before, with an invite": INVITED_GUEST,
  "account, co-host": everywhere(WELCOME),
  "guest, co-host": everywhere(WELCOME),
  owner: everywhere(WELCOME),
  "account removed before": REMOVED,
  "guest removed before": REMOVED,
  "account removed before, with an invite": REMOVED,
  "account banned": everywhere(BANNED),
  "guest banned": everywhere(BANNED),
  "guest banned, with an invite": everywhere(BANNED),
};

/** The names of a table's rows, with their type. */
export function keysOf<K extends string>(table: { readonly [key in K]: unknown }): K[] {
  const keys: K[] = [];
  for (const key in table) keys.push(key);
  return keys;
}
