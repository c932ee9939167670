import type { CommandOf, ChangeOf, StoredOf } from "./command.ts";
import { type Decision, happened, refused, storeFirst } from "./decision.ts";
import type { Event } from "./event.ts";
import { type Member, type RoomState, type StoredMessage } from "./state.ts";

/** A message takes its place in the order, and is stored before anyone hears of it. */
export function decideChat(state: RoomState, member: Member, command: CommandOf<"chat">): Decision {
  const { id: participantId, name } = member.participant;
  const { to, text, clientId, messageId, at } = command;
  if (to !== null && (to === participantId || !state.members.has(to))) {
    return refused("unknown_participant");
  }
  const position = state.chatPosition + 1;
  if (position > state.limits.chatRows) return refused("chat_full");
  const from = { participantId, name };
  const message = { message: { id: messageId, from, to, text, sentAt: at }, clientId, position };
  return storeFirst({ type: "chat", message }, [{ type: "chat.taken", position }]);
}

/**
 * A message that was stored before, under the same client id, was delivered then; unless the store
 * had said that it failed.
 */
export function decideChatStored(
  state: RoomState,
  { created, stored }: StoredOf<"chat">,
): Decision {
  const { id } = stored.message;
  const isNews = created || state.unsure.has(id);
  return { ok: true, events: isNews ? [delivered(state, stored)] : [], effects: [], messageId: id };
}

function delivered(state: RoomState, stored: StoredMessage): Event {
  const { to, from } = stored.message;
  if (to === null) return { type: "chat.published", seq: state.seq + 1, stored };
  const present = [from.participantId, to].filter((id) => state.members.has(id));
  return { type: "chat.delivered", to: present, stored };
}

/** It may be stored all the same: when it is sent again, it counts as new. */
export function decideChatNotStored({ message }: ChangeOf<"chat">): Decision {
  return happened([{ type: "chat.unsure", messageId: message.message.id }]);
}
