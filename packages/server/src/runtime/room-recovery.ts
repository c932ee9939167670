import { isDeepStrictEqual } from "node:util";
import type { Room } from "@parley/protocol";
import type { Command, Stored } from "../room/command.ts";
import type { Event } from "../room/event.ts";
import { project } from "../room/project.ts";
import { reduce } from "../room/reduce.ts";
import { loadState } from "../room/saved-state.ts";
import type { Member, RoomState, StoredMessage } from "../room/state.ts";
import type { Audience } from "./audience.ts";
import type { Membership } from "./ports.ts";
import type { LogItem, SavedRoom } from "./room-log.ts";
import type { RoomMedia } from "./room-media.ts";

/** A room that another node had. */
export type Recovery = {
  readonly saved: SavedRoom;
  readonly items: readonly LogItem[];
  /** The stream goes on under this name; null: under its own, for we know all that was said. */
  readonly stream: string | null;
  readonly stored: StoredRoom;
};

/** What the database knows of the room now. */
export type StoredRoom = {
  readonly room: Room;
  readonly deleted: boolean;
  readonly hasBans: boolean;
  /** The last messages, oldest first. */
  readonly chat: readonly StoredMessage[];
  /** Of those who are in the room, as the log has it. */
  readonly memberships: readonly Membership[];
};

/** The room at the end of its log. */
export function stateAfter(saved: SavedRoom, items: readonly LogItem[]): RoomState {
  const events = items.flatMap((item) => (item.type === "event" ? [item.event] : []));
  return events.reduce(reduce, loadState(saved.state));
}

/** Puts audience and media where the other node had them, and returns the room's state. */
export function replay(
  { saved, items, stream, stored }: Recovery,
  audience: Audience,
  media: RoomMedia | null,
): RoomState {
  let state = loadState(saved.state);
  audience.restore(saved.audience, state.seq);
  media?.restore(saved.media);
  for (const item of items) {
    if (item.type === "event") state = replayEvent(state, item.event, audience);
    else replayItem(item, audience, media);
  }
  audience.restored();
  if (stream !== null) audience.endFormer({ stream: state.stream, seq: state.seq });
  const chatPosition = Math.max(state.chatPosition, stored.chat.at(-1)?.position ?? 0);
  const { hasBans } = stored;
  return { ...state, hasBans, chatPosition, stream: stream ?? state.stream };
}

function replayEvent(before: RoomState, event: Event, audience: Audience): RoomState {
  const state = reduce(before, event);
  if (event.type === "participant.left") audience.forget(event.id);
  const delivery = project(state, event);
  if (delivery !== null) audience.deliver(delivery, state.seq);
  return state;
}

function replayItem(
  item: Exclude<LogItem, { type: "event" }>,
  audience: Audience,
  media: RoomMedia | null,
): void {
  const { participantId } = item;
  switch (item.type) {
    case "told":
      return audience.session(participantId)?.skipFrame();
    case "session": {
      const empty = { n: 0, received: 0, answers: [], frames: [] };
      return audience.restoreSession({ participantId, id: item.sessionId, ...empty });
    }
    case "taken":
      audience.session(participantId)?.take(item.id);
      return;
    case "answered":
      return audience.session(participantId)?.answer(item.id, item.frame);
    case "media":
      return media?.restore([item]);
  }
}

/**
 * What was stored and is not in the log, as the outcomes that would have made it happen: what was
 * acknowledged must be seen, and who was put out must not stay.
 */
export function unseen(state: RoomState, stored: StoredRoom, at: number): Command[] {
  const outcomes: Stored[] = [
    ...unseenRoom(state, stored.room),
    ...unseenChat(state, stored.chat),
    ...stored.memberships.flatMap((membership) => unseenStanding(state, membership, at)),
  ];
  const commands = outcomes.map((outcome): Command => ({ type: "stored", at, outcome }));
  return stored.deleted ? [...commands, { type: "deleted", at }] : commands;
}

function unseenRoom({ room: known }: RoomState, room: Room): Stored[] {
  if (isDeepStrictEqual(known, room)) return [];
  const { code: _, createdAt: __, ...patch } = room;
  return [{ type: "room", change: { type: "room", patch, by: "" }, found: true }];
}

/** Messages that are older than what the room has at hand were seen long ago. */
function unseenChat({ chat }: RoomState, recent: readonly StoredMessage[]): Stored[] {
  const seen = new Set(chat.map(({ message }) => message.id));
  const oldest = chat[0]?.position ?? 0;
  const news = recent.filter(({ message, position }) => position > oldest && !seen.has(message.id));
  return news.map((stored) => {
    return { type: "chat", change: { type: "chat", message: stored }, stored, created: true };
  });
}

function unseenStanding(state: RoomState, stored: Membership, at: number): Stored[] {
  const { participantId, epoch, bannedAt, name, role } = stored;
  const known = knownOf(state, participantId);
  if (known === null) return [];
  if (epoch > known.epoch) {
    const ban = bannedAt !== null;
    return [{ type: "removal", change: { type: "removal", participantId, name, at, ban }, epoch }];
  }
  if (role === known.role) return [];
  if (role === "owner") {
    return [
      { type: "owner", change: { type: "owner", from: "", to: participantId }, result: "changed" },
    ];
  }
  return [{ type: "role", change: { type: "role", participantId, role }, found: true }];
}

/** Null: the room has no place for this one. */
function knownOf(
  { members, lobby }: RoomState,
  id: string,
): Pick<Membership, "epoch" | "role"> | null {
  const member: Member | undefined = members.get(id);
  if (member !== undefined) return { epoch: member.epoch, role: member.participant.role };
  return lobby.get(id)?.entry.standing ?? null;
}
