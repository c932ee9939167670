import type { ClientMessage, RelayMessage } from "@parley/protocol";
import type { Wish } from "../runtime/room-runtime.ts";

/** What clients say to the SFU. */

type MediaMessage = Extract<
  ClientMessage,
  { type: "track.publish" | "track.unpublish" | "track.subscribe" | "transport.replace" }
>;

export function mediaWishOf(message: MediaMessage, newId: () => string): Wish {
  switch (message.type) {
    case "track.publish": {
      const { type, mid, source, generation = null } = message;
      return { type, trackId: newId(), mid, source, generation };
    }
    case "track.unpublish":
      return { type: "track.unpublish", trackId: message.trackId };
    case "track.subscribe":
      return { type: "track.subscribe", tracks: message.tracks };
    case "transport.replace":
      return { type: "transport.replace", generation: message.generation };
  }
}

/** An offer, answer or candidate `to: "sfu"`; a sentence about what is missing when it is not one. */
export function sfuWishOf(message: RelayMessage): Wish | string {
  if (message.type === "candidate") return { type: "sfu.candidate" };
  const { type, transport, generation, negotiation, description } = message;
  const expected = type === "offer" ? "up" : "down";
  if (transport !== expected) return `An ${type} to the SFU has transport "${expected}".`;
  if (generation === undefined || negotiation === undefined) {
    return `An ${type} to the SFU has a generation and a negotiation.`;
  }
  return { type: `sfu.${type}`, generation, negotiation, sdp: description.sdp };
}
