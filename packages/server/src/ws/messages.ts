import type { ClientMessage, Decoded, RelayMessage } from "@parley/protocol";
import { clientMessageDecoder, decodePlainMessage } from "@parley/protocol";
import type { Command, Relay } from "../runtime/room-runtime.ts";
import { compiled } from "./checker.ts";

const decodeClientMessage = clientMessageDecoder(compiled);

/** Who sends, and when; commands carry both. */
export type Sender = {
  readonly participantId: string;
  readonly connection: string;
  readonly at: number;
};

/** What a text frame asks for: a pong, or a command to the room. */
export type Request = {
  readonly id: number | null;
  readonly action: { readonly type: "pong"; readonly t: number } | Command;
};

/** Reads a frame of a parley.v1 client. */
export function readRequest(text: string, sender: Sender): Decoded<Request> {
  const decoded = decodeClientMessage(text);
  if (!decoded.ok) return decoded;
  const { message } = decoded;
  return { ok: true, message: { id: message.id ?? null, action: actionOf(message, sender) } };
}

function actionOf(message: ClientMessage, sender: Sender): Request["action"] {
  switch (message.type) {
    case "offer":
    case "answer":
    case "candidate":
      return { type: "relay", ...sender, to: message.to ?? null, relay: relayOf(message) };
    case "participant.update":
      return { type: "update", ...sender, media: message.media, name: message.name };
    case "leave":
      return { type: "leave", ...sender, reason: "left" };
    case "ping":
      return { type: "pong", t: message.t };
  }
}

function relayOf(message: RelayMessage): Relay {
  const { id: _, ...plain } = message;
  const { to: __, ...signal } = plain;
  return { signal, plain };
}

/** Reads a frame of a plain signalling client: any JSON object is passed on to others. */
export function readPlainRequest(text: string, sender: Sender): Decoded<Request> {
  const decoded = decodePlainMessage(text);
  if (!decoded.ok) return decoded;
  const { message } = decoded;
  const to = message["to"] ?? null;
  if (to !== null && typeof to !== "string") {
    const detail = "`to` is the id of a participant.";
    return { ok: false, id: null, code: "validation_failed", detail };
  }
  const relay = { signal: signalIn(text), plain: message };
  return { ok: true, message: { id: null, action: { type: "relay", ...sender, to, relay } } };
}

/** What a parley.v1 client understands of a plain client's frame, if it is one of the three. */
function signalIn(text: string): Relay["signal"] {
  const decoded = decodeClientMessage(text);
  if (!decoded.ok) return null;
  const { type } = decoded.message;
  if (type !== "offer" && type !== "answer" && type !== "candidate") return null;
  return relayOf(decoded.message).signal;
}
