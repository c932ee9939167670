import type { RoomResult } from "@parley/protocol";
import type {
  Clock,
  HttpClient,
  LobbyRoom,
  LocalMedia,
  MeetingMedia,
  RoomClient,
} from "@parley/sdk";
import type { Failure } from "../lib/failure.ts";
import type { MeetingRoom } from "../meeting/meeting-room.ts";
import type { ReturnNotes } from "./return-notes.ts";
import type { Visitor } from "./visitor.ts";

export type LocalPort = Pick<
  LocalMedia,
  "view" | "subscribe" | "setMic" | "setCamera" | "setScreen" | "select" | "close"
>;
export type RoomPort = Pick<RoomClient, "view" | "subscribe" | "join" | "leave">;
export type MediaPort = Pick<MeetingMedia, "view" | "subscribe" | "close">;

/** What the meeting's page asks of the media besides what they are. */
export type MeetingPictures = Pick<MeetingMedia, "show" | "details">;

/** A stay in the meeting, as far as a visit minds it: its room and both sides of its media. */
export type VisitStay = {
  readonly room: RoomPort;
  readonly media: MediaPort;
  readonly local: LocalPort;
};

/** A stay as the meeting's page uses it. */
export type Stay = VisitStay & { readonly room: MeetingRoom; readonly media: MeetingPictures };

/** The room that was found, and who found it. */
export type Place = { readonly room: RoomResult; readonly visitor: Visitor };

export type VisitView<S extends VisitStay = Stay> =
  | { readonly state: "looking" }
  /** Nobody is signed in: a name is enough to go on as a guest. `name` is the one used last. */
  | {
      readonly state: "name-needed";
      readonly name: string;
      readonly busy: boolean;
      readonly failure: Failure | null;
    }
  | { readonly state: "unavailable"; readonly failure: Failure }
  | (Place & {
      readonly state: "green-room";
      readonly local: LocalPort;
      readonly invited: boolean;
      readonly joining: boolean;
      readonly failure: Failure | null;
    })
  /** On the way back in, after a reload or by Rejoin, without the green room. */
  | { readonly state: "returning" }
  | {
      readonly state: "lobby";
      readonly lobby: LobbyRoom;
      readonly visitor: Visitor;
      readonly local: LocalPort;
    }
  | (Place & {
      readonly state: "meeting";
      readonly stay: S;
      /** The room's rule switched the microphone off at the door. */
      readonly mutedOnEntry: boolean;
    })
  | {
      readonly state: "ended";
      readonly reason: string;
      /** How long the stay was; null when there was none. */
      readonly lastedMs: number | null;
    };

/** One's devices, and the way into a meeting with them. */
export type Equipment<S extends VisitStay = Stay> = {
  readonly local: LocalPort;
  openStay(code: string, invite: string | null): S;
};

/** Who this browser is, to the server. */
export type IdentityPort = {
  /** Null: nobody yet. */
  readonly visitor: Visitor | null;
  /** What the guest of this browser was called last; empty when there was none. */
  readonly guestName: string;
  /** Rejects with what the server refused. */
  enterAsGuest(name: string): Promise<void>;
  /** The server said that it does not know this browser any more. */
  lapse(): void;
};

export type VisitPorts<S extends VisitStay = Stay> = {
  readonly http: Pick<HttpClient, "getRoom">;
  readonly clock: Clock;
  readonly identity: IdentityPort;
  readonly notes: ReturnNotes;
  openEquipment(): Equipment<S>;
};
