import type { ClientMessage, Decoded, RelayMessage } from "@parley/protocol";
import { clientMessageDecoder, decodePlainMessage, isEmoji } from "@parley/protocol";
import type { Wish } from "../runtime/room-runtime.ts";
import { compiled } from "./checker.ts";
import { mediaWishOf, sfuWishOf } from "./media-messages.ts";

const decodeClientMessage = clientMessageDecoder(compiled);

/** What a text frame asks for: a pong, or something of the room. */
export type Asked = {
  readonly id: number | null;
  readonly action: { readonly type: "pong"; readonly t: number } | Wish;
};

/** Reads a frame of a parley.v1 client. `newId` makes the id of a chat message or of a track. */
export function readRequest(text: string, newId: () => string): Decoded<Asked> {
  const decoded = decodeClientMessage(text);
  if (!decoded.ok) return decoded;
  const { message } = decoded;
  const id = message.id ?? null;
  if (message.type === "reaction.send" && !isEmoji(message.emoji)) {
    return { ok: false, id, code: "validation_failed", detail: "A reaction is one emoji." };
  }
  const action = actionOf(message, newId);
  if (typeof action !== "string") return { ok: true, message: { id, action } };
  return { ok: false, id, code: "validation_failed", detail: action };
}

/** A sentence about what is wrong where the schema cannot say it. */
function actionOf(message: ClientMessage, newId: () => string): Asked["action"] | string {
  switch (message.type) {
    case "offer":
    case "answer":
    case "candidate":
      if (message.to === "sfu") return sfuWishOf(message);
      return { type: "relay", to: message.to ?? null, relay: relayOf(message) };
    case "participant.update":
      return { type: "update", media: message.media, name: message.name };
    case "leave":
      return { type: "leave", ending: "left" };
    case "ping":
      return { type: "pong", t: message.t };
    case "hand.raise":
      return { type: "hand.raise" };
    case "reaction.send":
      return { type: "react", emoji: message.emoji };
    case "chat.send":
      return chatOf(message, newId());
    case "track.publish":
    case "track.unpublish":
    case "track.subscribe":
    case "transport.replace":
      return mediaWishOf(message, newId);
    default:
      return hostActionOf(message);
  }
}

type Chat = Extract<ClientMessage, { type: "chat.send" }>;

function chatOf({ clientId, text, to }: Chat, messageId: string): Wish {
  return { type: "chat", messageId, clientId, text, to: to ?? null };
}

type HostMessage = Extract<
  ClientMessage,
  {
    type:
      | "hand.lower"
      | "participant.mute"
      | "participant.ask-unmute"
      | "participant.remove"
      | "participant.role"
      | "lobby.admit"
      | "lobby.deny"
      | "room.update"
      | "room.end";
  }
>;

function hostActionOf(message: HostMessage): Wish {
  switch (message.type) {
    case "hand.lower":
      return { type: "hand.lower", target: handOf(message) };
    case "participant.mute":
      return { type: "mute", target: targetOf(message), source: message.source };
    case "participant.ask-unmute":
      return { type: "askUnmute", target: message.participantId, source: message.source };
    case "participant.remove":
      return { type: "remove", target: message.participantId, ban: message.ban ?? false };
    case "participant.role":
      return { type: "role", target: message.participantId, role: message.role };
    case "lobby.admit":
      return { type: "admit", waiters: waitersOf(message) };
    case "lobby.deny":
      return { type: "deny", waiters: waitersOf(message) };
    case "room.update": {
      const { type: _, id: __, ...change } = message;
      return { type: "change", change };
    }
    case "room.end":
      return { type: "end" };
  }
}

type Target = Extract<Wish, { type: "mute" }>["target"];
type Hand = Extract<Wish, { type: "hand.lower" }>["target"];
type Waiters = Extract<Wish, { type: "admit" }>["waiters"];

/** Without a participant it is one's own. */
function handOf(message: Extract<ClientMessage, { type: "hand.lower" }>): Hand {
  if ("all" in message) return { all: true };
  return { participantId: message.participantId ?? null };
}

function targetOf(message: Extract<ClientMessage, { type: "participant.mute" }>): Target {
  return "all" in message ? { all: true } : { participantId: message.participantId };
}

function waitersOf(
  message: Extract<ClientMessage, { type: "lobby.admit" | "lobby.deny" }>,
): Waiters {
  return "all" in message ? { all: true } : { ids: message.ids };
}

function relayOf(message: RelayMessage): Extract<Wish, { type: "relay" }>["relay"] {
  const { id: _, ...plain } = message;
  const { to: __, ...signal } = plain;
  return { signal, plain };
}

/** Reads a frame of a plain signalling client: any JSON object is passed on to others. */
export function readPlainRequest(text: string): Decoded<Asked> {
  const decoded = decodePlainMessage(text);
  if (!decoded.ok) return decoded;
  const { message } = decoded;
  const to = message["to"] ?? null;
  if (to !== null && typeof to !== "string") {
    const detail = "`to` is the id of a participant.";
    return { ok: false, id: null, code: "validation_failed", detail };
  }
  const relay = { signal: signalIn(text), plain: message };
  return { ok: true, message: { id: null, action: { type: "relay", to, relay } } };
}

/** What a parley.v1 client understands of a plain client's frame, if it is one of the three. */
function signalIn(text: string) {
  const decoded = decodeClientMessage(text);
  if (!decoded.ok) return null;
  const { type } = decoded.message;
  if (type !== "offer" && type !== "answer" && type !== "candidate") return null;
  return relayOf(decoded.message).signal;
}
