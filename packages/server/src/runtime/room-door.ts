import type { Speaker, Wish } from "../room/command.ts";
import type { Entry } from "../room/state.ts";
import type { Peer } from "./ports.ts";
import type { ResumePoint } from "./session.ts";

/** What a client shows of where it was, once its token has been verified. */
export type Resume = { readonly sessionId: string | null; readonly point: ResumePoint | null };

/** A room as its connections see it, wherever it lives. */
export interface RoomDoor {
  /** A connection asks to come in. It gets a welcome, a place in the lobby, or an ending. */
  join(entry: Entry, peer: Peer, resume: Resume | null): void;
  /** The socket is gone, whoever closed it. */
  disconnected(speaker: Speaker): void;
  /** A connection asks for something; with an `id` it is answered, and taken only once. */
  request(from: Speaker, id: number | null, wish: Wish): void;
}
