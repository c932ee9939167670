import type { ClientMessages, MediaState, RoomChange, Source, TrackSource } from "@parley/protocol";
import { SignalingError } from "./errors.ts";
import type { OutgoingMessage, Reply } from "./outbox.ts";
import type { OutgoingSignal } from "./room-events.ts";

/** How wide a track is shown, in device pixels; 0 pauses it. */
export type TrackWidth = ClientMessages["track.subscribe"]["tracks"][number];

/**
 * What one can ask for in a meeting. Everything rejects with a SignalingError; what is asked for
 * while the connection is broken is sent when it is back.
 */
export abstract class RoomRequests {
  protected abstract ask(message: OutgoingMessage): Promise<Reply>;

  /** Changes one's own name or media flags. */
  update(change: { media?: Partial<MediaState>; name?: string }): Promise<void> {
    return this.#do({ type: "participant.update", ...change });
  }

  /** Sends an offer, answer or candidate to another participant or to the SFU. */
  signal(message: OutgoingSignal): Promise<void> {
    return this.#do(message);
  }

  /**
   * Tells what the line with this mid, of one's up connection of this generation, sends. Resolves
   * with the id of the track, which stays the same as long as the source is published.
   */
  async publishTrack(line: {
    readonly mid: string;
    readonly source: TrackSource;
    readonly generation: number;
  }): Promise<string> {
    const { trackId } = await this.ask({ type: "track.publish", ...line });
    if (trackId === null) throw new SignalingError("unexpected_response", "It has no track id.");
    return trackId;
  }

  unpublishTrack(trackId: string): Promise<void> {
    return this.#do({ type: "track.unpublish", trackId });
  }

  /** Tells how wide these tracks are shown; those that are not listed stay as they are. */
  subscribeTracks(tracks: readonly TrackWidth[]): Promise<void> {
    return this.#do({ type: "track.subscribe", tracks: [...tracks] });
  }

  /** Asks for another down connection in place of the one of this generation. */
  replaceTransport(generation: number): Promise<void> {
    return this.#do({ type: "transport.replace", transport: "down", generation });
  }

  raiseHand(): Promise<void> {
    return this.#do({ type: "hand.raise" });
  }

  /** Lowers one's own hand; for hosts, also another's. */
  lowerHand(participantId?: string): Promise<void> {
    return this.#do({
      type: "hand.lower",
      ...(participantId === undefined ? {} : { participantId }),
    });
  }

  lowerAllHands(): Promise<void> {
    return this.#do({ type: "hand.lower", all: true });
  }

  react(emoji: string): Promise<void> {
    return this.#do({ type: "reaction.send", emoji });
  }

  /** Switches a source of another participant, or of all others, off. Nobody is unmuted by force. */
  mute(target: string, source: Source): Promise<void> {
    const whom = target === "all" ? { all: true as const } : { participantId: target };
    return this.#do({ type: "participant.mute", source, ...whom });
  }

  askToUnmute(participantId: string, source: "mic" | "camera"): Promise<void> {
    return this.#do({ type: "participant.ask-unmute", participantId, source });
  }

  /** Sends someone out. Who is not banned may ask to be let in again. */
  remove(participantId: string, options: { readonly ban?: boolean } = {}): Promise<void> {
    return this.#do({ type: "participant.remove", participantId, ...options });
  }

  setRole(participantId: string, role: "cohost" | "member"): Promise<void> {
    return this.#do({ type: "participant.role", participantId, role });
  }

  /** Lets in who waits in the lobby. */
  admit(ids: readonly string[] | "all"): Promise<void> {
    return this.#do({ type: "lobby.admit", ...these(ids) });
  }

  deny(ids: readonly string[] | "all"): Promise<void> {
    return this.#do({ type: "lobby.deny", ...these(ids) });
  }

  updateRoom(change: RoomChange): Promise<void> {
    return this.#do({ type: "room.update", ...change });
  }

  /** Ends the meeting for everyone; the room stays. */
  endMeeting(): Promise<void> {
    return this.#do({ type: "room.end" });
  }

  async #do(message: OutgoingMessage): Promise<void> {
    await this.ask(message);
  }
}

function these(ids: readonly string[] | "all"): { all: true } | { ids: string[] } {
  return ids === "all" ? { all: true } : { ids: [...ids] };
}
