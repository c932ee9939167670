import type { ChatItem } from "@parley/sdk";
import { ArrowDown, MessageSquareText } from "lucide-react";
import { useMemo } from "react";
import { dayText } from "./day-text.ts";
import { useNow } from "../lib/use-now.ts";
import { Button } from "../ui/button.tsx";
import { ChatGroupItem } from "./chat-message.tsx";
import { type ChatEntry, chatEntries } from "./chat-model.ts";
import type { Person } from "./meeting-model.ts";
import type { RoomActions } from "./room-actions.ts";
import type { Chat } from "./use-chat.ts";
import { useChatScroll } from "./use-chat-scroll.ts";

type Props = {
  items: readonly ChatItem[];
  selfId: string | null;
  people: readonly Person[];
  chat: Pick<Chat, "divider" | "earlier" | "loadEarlier">;
  actions: RoomActions;
};

/** The messages, oldest first. */
export function ChatList(props: Props) {
  const { items, selfId, chat } = props;
  const { box, newBelow, toEnd, onScroll } = useChatScroll({
    first: items[0]?.key ?? null,
    last: items.at(-1)?.key ?? null,
    own: items.at(-1)?.from.participantId === selfId,
  });
  return (
    <div className="relative grid min-h-0">
      <section
        ref={box}
        aria-label="Messages"
        onScroll={onScroll}
        className="flex flex-col overflow-y-auto px-5 pb-3 -outline-offset-2"
      >
        {chat.earlier !== "none" && <Earlier chat={chat} />}
        {items.length === 0 ? <Empty /> : <Entries {...props} />}
      </section>
      {newBelow && (
        <Button
          size="s"
          onClick={toEnd}
          className="absolute bottom-2 left-1/2 -translate-x-1/2 animate-appear rounded-full shadow-soft"
        >
          <ArrowDown size={16} aria-hidden />
          New messages
        </Button>
      )}
    </div>
  );
}

function Entries({ items, selfId, people, chat, actions }: Props) {
  const { divider } = chat;
  const entries = useMemo(() => chatEntries(items, selfId, divider), [items, selfId, divider]);
  return (
    <ol className="grid gap-3.5">
      {entries.map((entry) =>
        entry.kind === "group" ? (
          <ChatGroupItem key={entry.key} group={entry} people={people} actions={actions} />
        ) : (
          <Divider key={entry.key} entry={entry} />
        ),
      )}
    </ol>
  );
}

function Divider({ entry }: { entry: Exclude<ChatEntry, { kind: "group" }> }) {
  const unread = entry.kind === "unread";
  const now = useNow(60_000);
  return (
    <li
      data-unread={unread || undefined}
      className={`flex items-center gap-3 text-s font-medium before:h-px before:flex-1 before:bg-current/30 after:h-px after:flex-1 after:bg-current/30 ${unread ? "text-accent" : "text-muted"}`}
    >
      {unread ? "New" : dayText(entry.at, now)}
    </li>
  );
}

function Earlier({ chat }: Pick<Props, "chat">) {
  return (
    <Button
      look="quiet"
      size="s"
      busy={chat.earlier === "loading"}
      onClick={chat.earlier === "loading" ? undefined : chat.loadEarlier}
      className="mb-2 shrink-0 self-center"
    >
      Load earlier messages
    </Button>
  );
}

function Empty() {
  return (
    <div className="m-auto grid max-w-64 justify-items-center gap-2 py-6 text-center">
      <span className="grid size-14 place-items-center rounded-full bg-accent-soft text-accent">
        <MessageSquareText size={26} aria-hidden />
      </span>
      <p className="font-semibold">No messages yet</p>
      <p className="text-pretty text-muted">
        Messages stay with the room: whoever comes later can read them, too.
      </p>
    </div>
  );
}
