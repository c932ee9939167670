import { ApiError, SignalingError } from "@parley/sdk";
import { waitText } from "./time-text.ts";

/** Why something was refused or did not work: a stable code, and what the server said about it. */
export type Failure = {
  readonly code: string;
  readonly detail: string;
  readonly retryAfterMs: number | undefined;
  /** What is wrong with single fields, by their name. */
  readonly fields: { readonly [name: string]: string };
};

export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) {
    const { code, message: detail, retryAfterMs } = error;
    return { code, detail, retryAfterMs, fields: fieldsOf(error.errors) };
  }
  if (error instanceof SignalingError) {
    const { code, message: detail, retryAfterMs } = error;
    return { code, detail, retryAfterMs, fields: {} };
  }
  return { code: "unknown", detail: String(error), retryAfterMs: undefined, fields: {} };
}

/** Paths are JSON Pointers (RFC 6901): "/username" is the field "username". */
function fieldsOf(errors: ApiError["errors"]): Failure["fields"] {
  return Object.fromEntries(errors.map(({ path, message }) => [path.replace(/^\//, ""), message]));
}

/** What happened and what to do next, in a sentence or two. */
export function failureText(failure: Failure): string {
  switch (failure.code) {
    case "network_error":
    case "connection_lost":
      return "The server does not answer. Check your connection and try again.";
    case "unavailable":
    case "draining":
      return "The server is restarting. Try again in a moment.";
    case "internal":
    case "unexpected_response":
      return "Something went wrong on the server. Try again in a moment.";
    case "rate_limited":
    case "too_many_connections":
    case "too_many_unknown_codes":
      return `Too many tries. Try again ${retryText(failure.retryAfterMs)}.`;
    case "not_authenticated":
      return "You are signed out. Sign in and try again.";
    case "room_full":
      return "The meeting is full. Try again when someone has left.";
    case "room_locked":
      return "The meeting is locked: nobody new gets in now. Try again later, or ask a host to unlock it.";
    case "lobby_full":
      return "Too many people are waiting to be let in. Try again in a few minutes.";
    case "invalid_invite":
      return "The invite in your link does not count any more: it was used up, taken back, or is too old. You can join without it, or ask for a new link.";
    case "not_permitted":
      return "Only the room's hosts may do that, and some things only its owner.";
    case "account_required":
      return "That needs an account. Sign in or create one.";
    case "not_an_account":
      return "That person is a guest. A room can only belong to somebody with an account.";
    case "unknown_participant":
      return "That person has never been in this room, or is gone from it.";
    case "too_many_invites":
      return "The room has as many invites as it may have. Take one back first.";
    case "too_many_rooms":
      return "Your account has as many rooms as it may have. Old ones go when they expire.";
    case "foreign_origin":
    case "misdirected_host":
      return "This server does not answer to this address. Open it by the address its owner gave you.";
    case "csrf_failed":
      return "Your session has changed in another tab. Load the page again.";
    case "unknown":
      return "Something went wrong. Load the page again.";
    default:
      return failure.detail;
  }
}

function retryText(afterMs: number | undefined): string {
  return afterMs === undefined ? "in a few minutes" : `in ${waitText(afterMs)}`;
}
