import * as Type from "typebox";
import type { Static } from "typebox";
import { LIMITS } from "./limits.ts";
import { Id, nullable, strict } from "./model.ts";
import { nameText } from "./text.ts";

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

/** RTCIceCandidateInit of the WebRTC specification. */
export const IceCandidate = strict({
  candidate: Type.Optional(Type.String({ maxLength: LIMITS.candidateLength })),
  sdpMid: Type.Optional(nullable(Type.String({ maxLength: 256 }))),
  sdpMLineIndex: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 65_535 }))),
  usernameFragment: Type.Optional(nullable(Type.String({ maxLength: 256 }))),
});
export type IceCandidate = Static<typeof IceCandidate>;

/** Everything a client may send, by `type`. */
export const clientMessages = {
  offer: strict({ type: Type.Literal("offer"), id, to, description: description("offer") }),
  answer: strict({ type: Type.Literal("answer"), id, to, description: description("answer") }),
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
