import * as Type from "typebox";
import type { Static } from "typebox";
import { IceCandidate } from "./client-messages.ts";
import { ERRORS, type ErrorCode } from "./errors.ts";
import {
  ChatMessage,
  IceServer,
  Generation,
  Id,
  Layer,
  Negotiation,
  Participant,
  Permission,
  Room,
  RoomCode,
  Time,
  Track,
  TrackLine,
  Waiting,
  nullable,
  oneOf,
  strict,
} from "./model.ts";

const count = (text: string) => Type.Integer({ minimum: 0, description: text });
const seq = count("Grows by one per frame that is the same for all members.");
const direct = {
  n: count("Grows by one per frame that is for this session alone."),
  after: count("The seq that this frame followed."),
};
const replyTo = Type.Integer({ description: "The id of the message this answers." });
const description = (type: "offer" | "answer") =>
  strict({ type: Type.Literal(type), sdp: Type.String() });

/** Of a description from the SFU (`from: "sfu"`), as in the client's messages. */
const negotiation = {
  transport: Type.Optional(oneOf("up", "down")),
  generation: Type.Optional(Generation),
  negotiation: Type.Optional(Negotiation),
};

export const LeaveReason = oneOf("left", "lost", "signed_out", "removed");
export type LeaveReason = Static<typeof LeaveReason>;

/**
 * `restarted`: the media process has; a `down` offer follows by itself, an `up` one is the client's.
 * `timeout`: no answer, or no sign of life. `refused`: the description cannot be used.
 */
export const TransportEnd = oneOf("restarted", "timeout", "failed", "refused", "overloaded");
export type TransportEnd = Static<typeof TransportEnd>;

/** Everything the server may send, by `type`. */
export const serverMessages = {
  welcome: strict({
    type: Type.Literal("welcome"),
    protocol: Type.Literal("parley.v1"),
    stream: Id,
    seq,
    n: count("The last n of this session; frames continue from it."),
    received: count("The last message id of this session that was handled."),
    resumed: Type.Boolean({
      description:
        "The missed frames follow: `seq` and `n` are those that the client gave, the lists are " +
        "empty, and what it knows still holds. Otherwise this is a full snapshot.",
    }),
    resumeToken: Type.String({ description: "For ?resume= after a break." }),
    heartbeat: strict({ intervalMs: Type.Integer(), timeoutMs: Type.Integer() }),
    self: Id,
    room: Room,
    participants: Type.Array(Participant),
    tracks: Type.Array(Track),
    chat: Type.Array(ChatMessage),
    waiting: Type.Array(Waiting),
    permissions: Type.Array(Permission),
    iceServers: Type.Array(IceServer),
  }),
  waiting: strict({
    type: Type.Literal("waiting"),
    room: strict({ code: RoomCode, name: Type.String() }),
    resumeToken: Type.String(),
  }),
  presence: strict({
    type: Type.Literal("presence"),
    seq,
    joined: Type.Array(Participant),
    updated: Type.Array(Participant),
    left: Type.Array(strict({ id: Id, reason: LeaveReason })),
  }),
  offer: strict({
    type: Type.Literal("offer"),
    from: Id,
    description: description("offer"),
    ...negotiation,
    tracks: Type.Optional(Type.Array(TrackLine, { description: "All that this offer carries." })),
    ...direct,
  }),
  answer: strict({
    type: Type.Literal("answer"),
    from: Id,
    description: description("answer"),
    ...negotiation,
    ...direct,
  }),
  candidate: strict({
    type: Type.Literal("candidate"),
    from: Id,
    candidate: nullable(IceCandidate),
    ...direct,
  }),
  /** What a plain signalling client sent, when it is none of the three above. */
  relay: strict({
    type: Type.Literal("relay"),
    from: Id,
    data: Type.Record(Type.String(), Type.Unknown()),
    ...direct,
  }),
  "room.updated": strict({ type: Type.Literal("room.updated"), seq, room: Room }),
  "chat.message": Type.Union([
    strict({ type: Type.Literal("chat.message"), message: ChatMessage, seq }),
    strict({ type: Type.Literal("chat.message"), message: ChatMessage, ...direct }),
  ]),
  reaction: strict({
    type: Type.Literal("reaction"),
    seq,
    participantId: Id,
    emoji: Type.String(),
  }),
  "lobby.updated": strict({
    type: Type.Literal("lobby.updated"),
    waiting: Type.Array(Waiting),
    ...direct,
  }),
  permissions: strict({
    type: Type.Literal("permissions"),
    permissions: Type.Array(Permission),
    ...direct,
  }),
  muted: strict({
    type: Type.Literal("muted"),
    source: oneOf("mic", "camera", "screen"),
    by: nullable(Id),
    ...direct,
  }),
  "unmute-requested": strict({
    type: Type.Literal("unmute-requested"),
    source: oneOf("mic", "camera"),
    by: Id,
    ...direct,
  }),
  "track.published": strict({ type: Type.Literal("track.published"), seq, track: Track }),
  "track.unpublished": strict({ type: Type.Literal("track.unpublished"), seq, trackId: Id }),
  /** Which layers of one's own camera anybody watches; the others need not be sent. */
  "track.layers": strict({
    type: Type.Literal("track.layers"),
    trackId: Id,
    active: Type.Array(Layer),
    ...direct,
  }),
  /** Which track each audio line of the `down` connection carries now: the loudest few. */
  "track.slots": strict({
    type: Type.Literal("track.slots"),
    generation: Generation,
    slots: Type.Array(strict({ mid: Type.String(), trackId: nullable(Id) })),
    ...direct,
  }),
  /** The server has closed a connection of one's own with the SFU: it is of no use any more. */
  "transport.closed": strict({
    type: Type.Literal("transport.closed"),
    transport: oneOf("up", "down"),
    generation: Generation,
    reason: TransportEnd,
    ...direct,
  }),
  /** Who is heard speaking, loudest first. */
  speakers: strict({ type: Type.Literal("speakers"), ids: Type.Array(Id) }),
  expiring: strict({ type: Type.Literal("expiring"), expiresAt: Time }),
  ok: strict({
    type: Type.Literal("ok"),
    replyTo,
    messageId: Type.Optional(Type.String({ description: "Of the chat message that was stored." })),
    trackId: Type.Optional(Type.String({ description: "Of the track that is published." })),
  }),
  error: strict({
    type: Type.Literal("error"),
    replyTo: Type.Optional(replyTo),
    code: Type.String(),
    message: Type.String(),
    retryAfterMs: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  pong: strict({ type: Type.Literal("pong"), replyTo: Type.Optional(replyTo), t: Type.Number() }),
  goodbye: strict({
    type: Type.Literal("goodbye"),
    action: oneOf("reconnect", "rejoin", "stop"),
    reason: Type.String(),
    retryAfterMs: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
} as const;

export type ServerMessages = {
  [T in keyof typeof serverMessages]: Static<(typeof serverMessages)[T]>;
};
export type ServerMessageType = keyof ServerMessages;
export type ServerMessage = ServerMessages[ServerMessageType];
export type Welcome = ServerMessages["welcome"];

/** A refusal on the wire. `answers` is the id of the message that is refused; null: it had none. */
export function errorMessage(
  code: ErrorCode,
  answers: number | null,
  detail?: string,
  retryAfterMs?: number,
): ServerMessages["error"] {
  return {
    type: "error",
    ...(answers === null ? {} : { replyTo: answers }),
    code,
    message: detail ?? ERRORS[code].title,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
