import type { ChatItem } from "@parley/sdk";
import { useCallback, useState } from "react";
import { beginReading, mayHaveEarlier, readOn, unreadOf } from "./chat-model.ts";

/** What the meeting remembers of the chat, also while its panel is closed. */
export type Chat = {
  readonly unread: number;
  /** The first message that was new when the panel was opened. */
  readonly divider: string | null;
  readonly draft: string;
  readonly setDraft: (draft: string) => void;
  /** Whom one writes to; null: everyone. */
  readonly to: string | null;
  readonly setTo: (to: string | null) => void;
  readonly earlier: "none" | "some" | "loading";
  readonly loadEarlier: () => void;
};

export function useChat(
  items: readonly ChatItem[],
  selfId: string | null,
  open: boolean,
  load: () => Promise<boolean>,
): Chat {
  const [reading, setReading] = useState(() => beginReading(items));
  const [draft, setDraft] = useState("");
  const [to, setTo] = useState<string | null>(null);
  const [earlier, setEarlier] = useState<Chat["earlier"]>(() =>
    mayHaveEarlier(items) ? "some" : "none",
  );
  const now = readOn(reading, items, selfId, open);
  if (now !== reading) setReading(now);
  const loadEarlier = useCallback(() => {
    setEarlier("loading");
    void load().then((more) => setEarlier(more ? "some" : "none"));
  }, [load]);
  const unread = open ? 0 : unreadOf(items, selfId, now.mark).length;
  return { unread, divider: now.divider, draft, setDraft, to, setTo, earlier, loadEarlier };
}
