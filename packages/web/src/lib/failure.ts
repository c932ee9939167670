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
