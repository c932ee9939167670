import type { RelayMessage, ServerMessage, ServerMessages } from "@parley/protocol";
import { Emitter } from "./emitter.ts";
import type { WithoutId } from "./outbox.ts";

/** Who the SFU is in `from` and `to` of offers and answers; no participant is called so. */
export const SFU = "sfu";

/** An offer, an answer or a candidate from another participant, or from the SFU. */
export type Signal = ServerMessages["offer" | "answer" | "candidate"];

/** One for another participant, or for the SFU; without `to`, for all other participants. */
export type OutgoingSignal = WithoutId<RelayMessage>;

/** Someone reacted with an emoji, perhaps oneself. */
export type ReactionEvent = Pick<ServerMessages["reaction"], "participantId" | "emoji">;

/** A host has switched one's source off; `by` is null when it was the room. */
export type MutedEvent = Pick<ServerMessages["muted"], "source" | "by">;

/** A host asks one to switch a source on. */
export type UnmuteRequestedEvent = Pick<ServerMessages["unmute-requested"], "source" | "by">;

/** What the SFU tells beside offers and answers. */
export type MediaEvent = ServerMessages[
  | "speakers"
  | "track.layers"
  | "track.slots"
  | "transport.closed"];

/** What happens in a meeting and leaves no trace in its view. */
export class RoomEvents {
  readonly signals = new Emitter<Signal>();
  readonly media = new Emitter<MediaEvent>();
  readonly reactions = new Emitter<ReactionEvent>();
  readonly mutes = new Emitter<MutedEvent>();
  readonly unmuteRequests = new Emitter<UnmuteRequestedEvent>();

  /** Tells those who listen; false when the message is no such event. */
  emit(message: ServerMessage): boolean {
    switch (message.type) {
      case "offer":
      case "answer":
      case "candidate":
        this.signals.emit(message);
        return true;
      case "speakers":
      case "track.layers":
      case "track.slots":
      case "transport.closed":
        this.media.emit(message);
        return true;
      default:
        return this.#emitPersonal(message);
    }
  }

  #emitPersonal(message: ServerMessage): boolean {
    switch (message.type) {
      case "reaction":
        this.reactions.emit(message);
        return true;
      case "muted":
        this.mutes.emit(message);
        return true;
      case "unmute-requested":
        this.unmuteRequests.emit(message);
        return true;
      default:
        return false;
    }
  }
}
