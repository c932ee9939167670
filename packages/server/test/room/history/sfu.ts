import assert from "node:assert/strict";
import type { Event } from "../../../src/room/event.ts";
import type { MediaNews, MediaRequest } from "../../../src/room/media.ts";
import type { RoomState } from "../../../src/room/state.ts";

type Line = { readonly participantId: string; readonly source: string; readonly muted: boolean };

/** What the SFU knows of a room, from what it is asked: the model to compare with. */
export class Sfu {
  readonly #tracks = new Map<string, Line>();

  /** As the runtime does it: whoever leaves is out at once. */
  event(event: Event): void {
    if (event.type !== "participant.left") return;
    for (const [id, { participantId }] of this.#tracks) {
      if (participantId === event.id) this.#tracks.delete(id);
    }
  }

  request(request: MediaRequest): void {
    switch (request.type) {
      case "publish": {
        const { trackId, participantId, source, muted } = request;
        this.#tracks.set(trackId, { participantId, source, muted });
        return;
      }
      case "unpublish":
        assert.ok(this.#tracks.delete(request.trackId), "only what was published");
        return;
      case "mute":
        return this.#mute(request);
      case "subscribe":
        for (const { trackId } of request.tracks) assert.ok(this.#tracks.has(trackId));
        return;
      case "offer":
      case "answer":
      case "replace":
    }
  }

  /** It forwards what is published and switched on, and nothing else. */
  check({ tracks, members }: RoomState): void {
    assert.equal(this.#tracks.size, tracks.size);
    for (const { id, participantId, source } of tracks.values()) {
      const media = members.get(participantId)?.participant.media;
      assert.ok(media !== undefined, "tracks are of those who are here");
      const muted = source === "screenAudio" ? !media.screen : !media[source];
      assert.deepEqual(this.#tracks.get(id), { participantId, source, muted });
    }
  }

  #mute({ trackId, participantId, muted }: Extract<MediaRequest, { type: "mute" }>): void {
    const line = this.#tracks.get(trackId);
    assert.ok(line !== undefined && line.participantId === participantId);
    assert.notEqual(line.muted, muted, "only what changes is said");
    this.#tracks.set(trackId, { ...line, muted });
  }
}

export type NewsKind = MediaNews["type"];

/** What the SFU may say to somebody, who may have gone, of tracks that may be gone. */
export function newsOf(type: NewsKind, participantId: string, state: RoomState): MediaNews {
  const gone = { id: "gone", participantId: "p9", source: "mic" } as const;
  const tracks = [gone, ...state.tracks.values()];
  const description = { participantId, generation: 1, negotiation: 1, sdp: "v=0" };
  switch (type) {
    case "speakers":
      return { type, ids: [participantId, ...state.members.keys(), "p9"] };
    case "offer":
      return {
        ...description,
        type,
        tracks: tracks.map(({ id: trackId, ...track }) => ({ mid: trackId, trackId, ...track })),
      };
    case "answer":
      return { type, ...description };
    case "closed":
      return { type, participantId, transport: "up", generation: 1, reason: "timeout" };
    case "layers":
      return { type, participantId, trackId: tracks.at(-1)?.id ?? gone.id, active: ["q"] };
    case "slots":
      return { type, participantId, generation: 1, slots: [{ mid: "0", trackId: null }] };
  }
}
