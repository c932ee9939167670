import type { Ending, Participant, Permission, Room, ServerMessages } from "@parley/protocol";
import type { Relay } from "./command.ts";
import type { Event } from "./event.ts";
import { permissionsOf } from "./policy.ts";
import type { RoomState } from "./state.ts";

/** The part of a welcome that is the same for everyone who is welcomed at the same seq. */
export type Snapshot = {
  readonly stream: string;
  readonly seq: number;
  readonly room: Room;
  readonly participants: readonly Participant[];
};

/** Who gets what because of an event. `all` is every live member; it is encoded once. */
export type Delivery =
  | { readonly audience: "all"; readonly message: ServerMessages["presence"] }
  | {
      readonly audience: "some";
      readonly to: readonly string[];
      readonly from: string;
      readonly relay: Relay;
    }
  | {
      readonly audience: "welcome";
      readonly to: string;
      readonly connection: string;
      readonly permissions: readonly Permission[];
      readonly snapshot: Snapshot;
    }
  | { readonly audience: "connection"; readonly connection: string; readonly ending: Ending };

/**
 * What the outside learns of an event, given the room after it.
 */
export function project(state: RoomState, event: Event): Delivery | null {
  switch (event.type) {
    case "presence.published":
      return { audience: "all", message: presenceOf(event) };
    case "participant.welcomed":
      return welcomeOf(state, event.id);
    case "relayed":
      return { audience: "some", to: event.to, from: event.from, relay: event.relay };
    case "connection.ended":
      return { audience: "connection", connection: event.connection, ending: event.ending };
    case "entry.opened":
    case "entry.closed":
    case "participant.joined":
    case "participant.returned":
    case "participant.lost":
    case "participant.updated":
    case "participant.left":
      return null;
  }
}

type Published = Extract<Event, { type: "presence.published" }>;

function presenceOf({ seq, joined, updated, left }: Published): ServerMessages["presence"] {
  return { type: "presence", seq, joined: [...joined], updated: [...updated], left: [...left] };
}

function welcomeOf(state: RoomState, id: string): Delivery | null {
  const member = state.members.get(id);
  if (member?.link.state !== "live") return null;
  return {
    audience: "welcome",
    to: id,
    connection: member.link.connection,
    permissions: permissionsOf(member.participant.role, state.room.settings),
    snapshot: snapshotOf(state),
  };
}

export function snapshotOf({ stream, seq, room, members }: RoomState): Snapshot {
  const participants = [...members.values()].map(({ participant }) => participant);
  return { stream, seq, room, participants };
}
