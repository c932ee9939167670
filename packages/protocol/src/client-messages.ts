import * as Type from "typebox";
import type { Static } from "typebox";
import { LIMITS } from "./limits.ts";
import {
  Access,
  Generation,
  Id,
  Negotiation,
  RoomSettings,
  TrackSource,
  nullable,
  oneOf,
  strict,
} from "./model.ts";
import { chatText, nameText } from "./text.ts";

const id = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: "Grows with every message of the session; asks for ok, error or pong.",
  }),
);
const to = Type.Optional(Id);
const description = (type: "offer" | "answer") =>
  strict({ type: Type.Literal(type), sdp: Type.String({ maxLength: LIMITS.sdpLength }) });

/**
 * With `to: "sfu"` a description belongs to one of the two connections with the SFU: `up` is what the
 * client sends, `down` what it gets. `generation` counts the connections of that kind; `negotiation`
 * the offers on one of them.
 */
const negotiation = {
  transport: Type.Optional(oneOf("up", "down")),
  generation: Type.Optional(Generation),
  negotiation: Type.Optional(Negotiation),
};

/** RTCIceCandidateInit of the WebRTC specification. */
export const IceCandidate = strict({
  candidate: Type.Optional(Type.String({ maxLength: LIMITS.candidateLength })),
  sdpMid: Type.Optional(nullable(Type.String({ maxLength: 256 }))),
  sdpMLineIndex: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 65_535 }))),
  usernameFragment: Type.Optional(nullable(Type.String({ maxLength: 256 }))),
});
export type IceCandidate = Static<typeof IceCandidate>;

const Source = oneOf("mic", "camera", "screen");
export type Source = Static<typeof Source>;

/** One participant, or everyone else. */
const one = { participantId: Id };
const all = { all: Type.Literal(true) };
/** Who waits in the lobby: some, or all. */
const ids = { ids: Type.Array(Id, { minItems: 1, maxItems: LIMITS.waitingPerRoom }) };

/** What a host may change of a room from within the meeting. */
export const RoomChange = strict({
  name: Type.Optional(nameText("What the room is called.")),
  access: Type.Optional(Access),
  locked: Type.Optional(Type.Boolean()),
  settings: Type.Optional(
    Type.Partial(Type.Omit(RoomSettings, ["media"]), { additionalProperties: false }),
  ),
});
export type RoomChange = Static<typeof RoomChange>;

/** Everything a client may send, by `type`. */
export const clientMessages = {
  offer: strict({
    type: Type.Literal("offer"),
    id,
    to,
    description: description("offer"),
    ...negotiation,
  }),
  answer: strict({
    type: Type.Literal("answer"),
    id,
    to,
    description: description("answer"),
    ...negotiation,
  }),
  candidate: strict({ type: Type.Literal("candidate"), id, to, candidate: nullable(IceCandidate) }),
  "participant.update": strict({
    type: Type.Literal("participant.update"),
    id,
    media: Type.Optional(
      strict({
        mic: Type.Optional(Type.Boolean()),
        camera: Type.Optional(Type.Boolean()),
        screen: Type.Optional(Type.Boolean()),
      }),
    ),
    name: Type.Optional(nameText("A new name for this meeting.")),
  }),
  "hand.raise": strict({ type: Type.Literal("hand.raise"), id }),
  "hand.lower": Type.Union([
    strict({ type: Type.Literal("hand.lower"), id, participantId: Type.Optional(Id) }),
    strict({ type: Type.Literal("hand.lower"), id, ...all }),
  ]),
  "reaction.send": strict({
    type: Type.Literal("reaction.send"),
    id,
    emoji: Type.String({
      minLength: 1,
      maxLength: LIMITS.emojiLength,
      description: "One emoji (one grapheme).",
    }),
  }),
  "chat.send": strict({
    type: Type.Literal("chat.send"),
    id,
    to,
    text: chatText(),
    clientId: Type.String({
      minLength: 1,
      maxLength: 64,
      description: "Chosen by the sender; the same one is stored and delivered once.",
    }),
  }),
  "participant.mute": Type.Union([
    strict({ type: Type.Literal("participant.mute"), id, source: Source, ...one }),
    strict({ type: Type.Literal("participant.mute"), id, source: Source, ...all }),
  ]),
  "participant.ask-unmute": strict({
    type: Type.Literal("participant.ask-unmute"),
    id,
    source: oneOf("mic", "camera"),
    ...one,
  }),
  "participant.remove": strict({
    type: Type.Literal("participant.remove"),
    id,
    ...one,
    ban: Type.Optional(Type.Boolean()),
  }),
  "participant.role": strict({
    type: Type.Literal("participant.role"),
    id,
    ...one,
    role: oneOf("cohost", "member"),
  }),
  "lobby.admit": Type.Union([
    strict({ type: Type.Literal("lobby.admit"), id, ...ids }),
    strict({ type: Type.Literal("lobby.admit"), id, ...all }),
  ]),
  "lobby.deny": Type.Union([
    strict({ type: Type.Literal("lobby.deny"), id, ...ids }),
    strict({ type: Type.Literal("lobby.deny"), id, ...all }),
  ]),
  "room.update": strict({ type: Type.Literal("room.update"), id, ...RoomChange.properties }),
  "room.end": strict({ type: Type.Literal("room.end"), id }),
  /** `generation`: of the up connection that has or will have this mid; the newest by default. */
  "track.publish": strict({
    type: Type.Literal("track.publish"),
    id,
    mid: Type.String({
      minLength: 1,
      maxLength: LIMITS.midLength,
      description: "In the up offer.",
    }),
    source: TrackSource,
    generation: Type.Optional(Generation),
  }),
  "track.unpublish": strict({ type: Type.Literal("track.unpublish"), id, trackId: Id }),
  "track.subscribe": strict({
    type: Type.Literal("track.subscribe"),
    id,
    tracks: Type.Array(
      strict({
        trackId: Id,
        width: Type.Integer({
          minimum: 0,
          maximum: LIMITS.videoWidth,
          description: "Device pixels that the picture is wide; 0 pauses it.",
        }),
      }),
      { maxItems: LIMITS.subscriptionsPerMessage, description: "What is not listed stays." },
    ),
  }),
  /** The connection of this generation does not work any more: asks for a new one. */
  "transport.replace": strict({
    type: Type.Literal("transport.replace"),
    id,
    transport: Type.Literal("down"),
    generation: Generation,
  }),
  ping: strict({ type: Type.Literal("ping"), id, t: Type.Number() }),
  leave: strict({ type: Type.Literal("leave"), id }),
} as const;

export type ClientMessages = {
  [T in keyof typeof clientMessages]: Static<(typeof clientMessages)[T]>;
};
export type ClientMessageType = keyof ClientMessages;
export type ClientMessage = ClientMessages[ClientMessageType];

/** The messages that participants send one another through the server. */
export type RelayMessage = ClientMessages["offer" | "answer" | "candidate"];
