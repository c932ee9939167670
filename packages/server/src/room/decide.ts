import type { Permission } from "@parley/protocol";
import type { Administration, Change, Command, Request, Stored } from "./command.ts";
import { decideChat, decideChatNotStored, decideChatStored } from "./decide-chat.ts";
import {
  decideAskUnmute,
  decideHandOver,
  decideLiftBan,
  decideMute,
  decideOwner,
  decideRemove,
  decideRemoved,
  decideRole,
  decideRoleStored,
  decideUnbanned,
} from "./decide-host.ts";
import {
  decideDisconnect,
  decideEntered,
  decideGraceEnd,
  decideJoin,
  decideLeave,
  decideNotEntered,
  silence,
} from "./decide-join.ts";
import { decideAdmit, decideAdmitted, decideDeny } from "./decide-lobby.ts";
import {
  type Medial,
  decideMediaEnd,
  decideMedial,
  decideNews,
  withMutes,
} from "./decide-media.ts";
import { decideRecovered } from "./decide-recovery.ts";
import {
  decideChange,
  decideChanged,
  decideDelete,
  decideDeleted,
  decideEnd,
  decideExpiry,
  decideExpiryNear,
} from "./decide-room.ts";
import { decideLower, decideRaise, decideReact, decideRelay, decideUpdate } from "./decide-self.ts";
import { type Decision, NOTHING, happened, refused, storeFirst } from "./decision.ts";
import { flushed } from "./flush.ts";
import { may } from "./policy.ts";
import { type Member, type RoomState, memberOf } from "./state.ts";

export type { Decision } from "./decision.ts";

/** What a command makes of a room: events and effects, or a refusal. Changes nothing itself. */
export function decide(state: RoomState, command: Command): Decision {
  return withMutes(state, decideCommand(state, command));
}

function decideCommand(state: RoomState, command: Command): Decision {
  switch (command.type) {
    case "join":
      return decideJoin(state, command);
    case "disconnect":
      return decideDisconnect(state, command);
    case "stored":
      return decideStored(state, command.outcome, command.at);
    case "notStored":
      return decideNotStored(state, command.change);
    case "grace.end":
      return decideGraceEnd(state, command);
    case "expiry.near":
      return decideExpiryNear(state);
    case "expiry":
      return decideExpiry(state, command);
    case "deleted":
      return decideDeleted(state, command.at);
    case "flush":
      return happened(flushed(state));
    case "recovered":
      return decideRecovered(state, command.at);
    case "media":
      return decideNews(state, command);
    case "media.end":
      return decideMediaEnd(state, command);
    case "room.change":
    case "room.handOver":
    case "room.delete":
    case "ban.lift":
      return decideAdministration(command);
    case "leave":
      return decideLeave(state, command);
    default:
      return decideRequest(state, command);
  }
}

type Heard = Exclude<Request, { type: "leave" }>;

/** The permission that a request needs of itself; the others look at what it asks for. */
const NEEDS: { readonly [T in Heard["type"]]: Permission } = {
  update: "meeting.join",
  relay: "meeting.join",
  "hand.raise": "meeting.join",
  "hand.lower": "meeting.join",
  react: "reaction.send",
  chat: "chat.send",
  mute: "participant.mute",
  askUnmute: "participant.mute",
  remove: "participant.remove",
  role: "participant.role",
  admit: "lobby.admit",
  deny: "lobby.admit",
  change: "room.update",
  end: "room.end",
  "sfu.offer": "meeting.join",
  "sfu.answer": "meeting.join",
  "sfu.candidate": "meeting.join",
  "track.publish": "meeting.join",
  "track.unpublish": "meeting.join",
  "track.subscribe": "meeting.join",
  "transport.replace": "meeting.join",
};

function decideRequest(state: RoomState, request: Heard): Decision {
  const { participantId, connection } = request;
  const member = memberOf(state, participantId, connection);
  if (member?.link.state !== "live") return refused(silence(state, request));
  const { role } = member.participant;
  if (!may(role, state.room.settings, NEEDS[request.type])) return refused("not_permitted");
  if (isOwn(request)) return decideOwnRequest(state, member, request);
  if (isMedial(request)) return decideMedial(state, member, request);
  return decideHostRequest(state, member, request);
}

type Own = Extract<
  Heard,
  { type: "update" | "relay" | "hand.raise" | "hand.lower" | "react" | "chat" }
>;

const OWN: ReadonlySet<string> = new Set<Own["type"]>([
  "update",
  "relay",
  "hand.raise",
  "hand.lower",
  "react",
  "chat",
]);

function isOwn(request: Heard): request is Own {
  return OWN.has(request.type);
}

const MEDIAL: ReadonlySet<string> = new Set<Medial["type"]>([
  "sfu.offer",
  "sfu.answer",
  "sfu.candidate",
  "track.publish",
  "track.unpublish",
  "track.subscribe",
  "transport.replace",
]);

function isMedial(request: Heard): request is Medial {
  return MEDIAL.has(request.type);
}

function decideOwnRequest(state: RoomState, member: Member, request: Own): Decision {
  switch (request.type) {
    case "update":
      return decideUpdate(state, member, request);
    case "relay":
      return decideRelay(state, member, request);
    case "hand.raise":
      return decideRaise(state, member, request.at);
    case "hand.lower":
      return decideLower(state, member, request);
    case "react":
      return decideReact(state, member, request);
    case "chat":
      return decideChat(state, member, request);
  }
}

function decideHostRequest(
  state: RoomState,
  member: Member,
  request: Exclude<Heard, Own | Medial>,
): Decision {
  switch (request.type) {
    case "mute":
      return decideMute(state, member, request);
    case "askUnmute":
      return decideAskUnmute(state, member, request);
    case "remove":
      return decideRemove(state, member, request);
    case "role":
      return decideRole(state, request);
    case "admit":
      return decideAdmit(state, request);
    case "deny":
      return decideDeny(state, request);
    case "change":
      return storeFirst({ type: "room", patch: request.change, by: member.participant.id });
    case "end":
      return decideEnd(state, "meeting_ended", request.at);
  }
}

function decideAdministration(command: Administration): Decision {
  switch (command.type) {
    case "room.change":
      return decideChange(command);
    case "room.handOver":
      return decideHandOver(command);
    case "room.delete":
      return decideDelete(command);
    case "ban.lift":
      return decideLiftBan(command);
  }
}

/** What was to be stored first is stored: now it happens. */
function decideStored(state: RoomState, outcome: Stored, at: number): Decision {
  switch (outcome.type) {
    case "stay":
      return decideEntered(state, outcome.change, at);
    case "chat":
      return decideChatStored(state, outcome);
    case "removal":
      return decideRemoved(state, outcome, at);
    case "role":
      return decideRoleStored(state, outcome);
    case "admission":
      return decideAdmitted(state, outcome.change, at);
    case "room":
      return decideChanged(state, outcome);
    case "owner":
      return decideOwner(state, outcome);
    case "deletion":
      return decideDeleted(state, at);
    case "unban":
      return decideUnbanned(outcome);
  }
}

/** Nothing happens, but for what may have been stored all the same. */
function decideNotStored(state: RoomState, change: Change): Decision {
  switch (change.type) {
    case "stay":
      return decideNotEntered(state, change);
    case "chat":
      return decideChatNotStored(change);
    case "removal":
    case "role":
    case "admission":
    case "room":
    case "owner":
    case "deletion":
    case "unban":
      return NOTHING;
  }
}
