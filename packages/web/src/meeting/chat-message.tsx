import type { ChatItem } from "@parley/sdk";
import { Lock, RotateCcw, Trash2 } from "lucide-react";
import { memo, useState } from "react";
import { clockText } from "../lib/time-text.ts";
import { useNow } from "../lib/use-now.ts";
import { Button } from "../ui/button.tsx";
import { type ChatGroup, directText } from "./chat-model.ts";
import { splitLinks } from "./links.ts";
import type { Person } from "./meeting-model.ts";
import { refusalText } from "./refusal-text.ts";

type ItemActions = {
  retryChat: (key: string) => void;
  discardChat: (key: string) => void;
};

/** What somebody wrote in one go. */
export function ChatGroupItem({
  group,
  people,
  actions,
}: {
  group: ChatGroup;
  people: readonly Person[];
  actions: ItemActions;
}) {
  const direct = directText(group, people);
  const guest = people.find(({ id }) => id === group.from.participantId)?.guest === true;
  return (
    <li className={direct === null ? "" : "-mx-2 rounded-m bg-raised px-2 py-1.5"}>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-semibold">{group.own ? "You" : group.from.name}</span>
        {guest && !group.own && <span className="text-s text-muted">Guest</span>}
        <time
          dateTime={new Date(group.sentAt).toISOString()}
          className="text-s text-muted tabular-nums"
        >
          {clockText(group.sentAt)}
        </time>
      </p>
      {direct !== null && (
        <p className="mb-0.5 flex items-center gap-1.5 text-s text-accent">
          <Lock size={13} aria-hidden className="shrink-0" />
          {direct}
        </p>
      )}
      <div className="grid gap-1">
        {group.items.map((item) => (
          <Message key={item.key} item={item} actions={actions} />
        ))}
      </div>
    </li>
  );
}

function Message({ item, actions }: { item: ChatItem; actions: ItemActions }) {
  const { key, status, error } = item;
  return (
    <div>
      <p className={`wrap-anywhere whitespace-pre-wrap ${status === "sent" ? "" : "text-muted"}`}>
        <LinkedText text={item.text} />
      </p>
      {status === "sending" && <Sending />}
      {status === "failed" && (
        <div className="mt-0.5 grid gap-1">
          <p className="text-s text-off-mark">Not sent. {refusalText(error ?? "")}</p>
          <p className="-ml-3.5 flex">
            <Button look="quiet" size="s" onClick={() => actions.retryChat(key)}>
              <RotateCcw size={15} aria-hidden />
              Send again
            </Button>
            <Button look="quiet" size="s" onClick={() => actions.discardChat(key)}>
              <Trash2 size={15} aria-hidden />
              Discard
            </Button>
          </p>
        </div>
      )}
    </div>
  );
}

/** After this time it is no longer the way to the server that takes so long. */
const LONG_MS = 5000;

function Sending() {
  const [began] = useState(() => Date.now());
  const now = useNow(1000);
  const text = now - began < LONG_MS ? "Sending…" : "Waiting for the server to store it…";
  return <p className="animate-late text-s text-muted">{text}</p>;
}

/** Text stays text; only addresses of the web become links. */
const LinkedText = memo(function LinkedText({ text }: { text: string }) {
  let offset = 0;
  return splitLinks(text).map((part) => {
    const key = offset;
    offset += part.text.length;
    if (part.kind === "text") return part.text;
    return (
      <a
        key={key}
        href={part.href}
        target="_blank"
        rel="noopener noreferrer"
        className="rounded-[3px] text-accent underline underline-offset-2 hover:text-accent-hover"
      >
        {part.text}
      </a>
    );
  });
});
