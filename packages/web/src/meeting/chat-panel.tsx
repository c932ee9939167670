import { useRef } from "react";
import { ChatList } from "./chat-list.tsx";
import { Composer } from "./composer.tsx";
import { type MeetingModel, selfOf } from "./meeting-model.ts";
import { Panel } from "./panel.tsx";
import type { RoomActions } from "./room-actions.ts";
import type { Chat } from "./use-chat.ts";

/** On a touch screen the field would call the keyboard, which hides what was written. */
const hasKeyboard = matchMedia("(pointer: fine)").matches;

/** What was written, and where one writes. */
export function ChatPanel({
  model,
  chat,
  actions,
  onClose,
}: {
  model: MeetingModel;
  chat: Chat;
  actions: RoomActions;
  onClose: () => void;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { people, may, connection } = model;
  const selfId = selfOf(people)?.id ?? null;
  return (
    <Panel
      title="Chat"
      onClose={onClose}
      focusFirst={hasKeyboard && may.chat ? field : undefined}
      footer={
        <div className="grid gap-1 border-t border-line pt-2.5">
          {connection.state === "reconnecting" && (
            <p className="px-5 text-s text-pretty text-warn">
              You are not connected. What you write is sent when you are back.
            </p>
          )}
          {may.chat ? (
            <Composer field={field} chat={chat} people={people} onSend={actions.sendChat} />
          ) : (
            <p className="px-5 pb-4 text-pretty text-muted">
              The hosts have switched the chat off. You can read what was written.
            </p>
          )}
        </div>
      }
    >
      <ChatList items={model.chat} selfId={selfId} people={people} chat={chat} actions={actions} />
    </Panel>
  );
}
