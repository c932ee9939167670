/**
 * Every error code with its HTTP status and title (RFC 9457). Codes are stable: clients may branch
 * on them, so one is never renamed. On the WebSocket the same codes stand in `error.code`.
 */
export const ERRORS = {
  // The request itself
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  validation_failed: { status: 400, title: "The request does not have the expected form" },
  not_found: { status: 404, title: "There is nothing at this path" },
  method_not_allowed: { status: 405, title: "This path does not take this method" },
  body_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The body must be application/json" },
  misdirected_host: { status: 421, title: "This server does not answer to that host name" },
  rate_limited: { status: 429, title: "Too many requests" },
  request_timeout: { status: 408, title: "The request took too long to arrive" },
  upgrade_required: { status: 426, title: "This path speaks WebSocket" },
  headers_too_large: { status: 431, title: "The headers of the request are too large" },
  bad_request: { status: 400, title: "The request cannot be read" },
  internal: { status: 500, title: "Something went wrong on the server" },
  unavailable: { status: 503, title: "The server cannot do this right now" },

  // Who is asking
  not_authenticated: { status: 401, title: "Sign in first" },
  wrong_credentials: { status: 401, title: "The username or the password is wrong" },
  csrf_failed: { status: 403, title: "The CSRF token is missing or wrong" },
  foreign_origin: { status: 403, title: "This origin may not do that" },
  password_change_required: { status: 403, title: "Choose a new password to sign in" },
  wrong_password: { status: 403, title: "The password is wrong" },
  invalid_refresh_token: { status: 401, title: "The refresh token is not valid" },
  account_required: { status: 403, title: "This needs an account" },

  // Accounts
  username_taken: { status: 409, title: "That username is taken" },
  password_too_short: { status: 400, title: "The password is too short" },
  password_too_common: { status: 400, title: "The password is one of the most common ones" },

  // Rooms
  room_not_found: { status: 404, title: "There is no room with this code" },
  room_expired: { status: 410, title: "This room has expired" },
  room_full: { status: 409, title: "The room is full" },
  too_many_rooms: { status: 409, title: "This account has as many rooms as it may have" },
  room_deleted: { status: 410, title: "This room was deleted" },
  room_locked: { status: 423, title: "The room is locked" },
  banned: { status: 403, title: "You may not enter this room" },
  invalid_invite: { status: 404, title: "The invite is not valid, or not any more" },
  too_many_invites: { status: 409, title: "The room has as many invites as it may have" },
  unknown_ban: { status: 404, title: "There is no such ban" },
  unsupported_setting: { status: 422, title: "This server cannot do that yet" },

  // Signalling
  not_permitted: { status: 403, title: "You may not do that in this room" },
  unknown_message: { status: 400, title: "There is no message of this type" },
  unknown_participant: { status: 404, title: "That participant is not in the room" },
  in_lobby: { status: 403, title: "You have not been let in yet" },
  lobby_full: { status: 409, title: "Too many people are waiting already" },
  chat_full: { status: 409, title: "The chat of this room is full" },
  not_an_account: { status: 409, title: "Only a participant with an account can do that" },
  id_not_growing: { status: 400, title: "A message id must be larger than the one before" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

/** A refusal with a stable code; `detail` is one sentence for people. */
export class ParleyError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, detail?: string, options?: { retryAfterMs?: number }) {
    super(detail ?? ERRORS[code].title);
    this.name = "ParleyError";
    this.code = code;
    this.retryAfterMs = options?.retryAfterMs;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}
