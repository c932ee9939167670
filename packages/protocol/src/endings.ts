/**
 * How a signalling connection ends: the WebSocket close code (RFC 6455 section 7.4) and what the
 * client does next. `reconnect`: by itself, now. `rejoin`: when the user asks. `stop`: not again.
 */
export const ENDINGS = {
  left: { close: 1000, action: "stop" },
  not_authenticated: { close: 4401, action: "stop" },
  signed_out: { close: 4401, action: "stop" },
  password_changed: { close: 4401, action: "stop" },
  /** The resume token does not verify; joining without one may. */
  resume_refused: { close: 4401, action: "reconnect" },
  removed: { close: 4403, action: "rejoin" },
  banned: { close: 4403, action: "stop" },
  denied: { close: 4403, action: "stop" },
  room_not_found: { close: 4404, action: "stop" },
  meeting_ended: { close: 4410, action: "rejoin" },
  room_expired: { close: 4410, action: "stop" },
  room_deleted: { close: 4410, action: "stop" },
  room_locked: { close: 4423, action: "rejoin" },
  room_full: { close: 4409, action: "rejoin" },
  lobby_full: { close: 4409, action: "rejoin" },
  taken_over: { close: 4000, action: "stop" },
  too_many_messages: { close: 4429, action: "reconnect" },
  too_many_connections: { close: 4429, action: "reconnect" },
  too_many_unknown_codes: { close: 4429, action: "stop" },
  reads_too_slowly: { close: 4429, action: "reconnect" },
  frame_too_large: { close: 1009, action: "stop" },
  not_text: { close: 1003, action: "stop" },
  draining: { close: 1012, action: "reconnect" },
  internal: { close: 1011, action: "reconnect" },
} as const satisfies Record<string, { close: number; action: "reconnect" | "rejoin" | "stop" }>;

export type Ending = keyof typeof ENDINGS;
export type NextAction = (typeof ENDINGS)[Ending]["action"];

export function isEnding(text: string): text is Ending {
  return Object.hasOwn(ENDINGS, text);
}
