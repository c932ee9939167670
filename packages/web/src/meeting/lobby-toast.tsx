import type { Waiting } from "@parley/protocol";
import { X } from "lucide-react";
import { useState } from "react";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { lobbyNews } from "./lobby-news.ts";
import type { RoomActions } from "./room-actions.ts";
import { ToastCard } from "./toast-list.tsx";

/** Tells a host who waits, and lets them in from where one is. It never takes the focus. */
export function LobbyToast({
  waiting,
  actions,
  onViewAll,
}: {
  waiting: readonly Waiting[];
  actions: Pick<RoomActions, "admit" | "deny">;
  onViewAll: () => void;
}) {
  const [putAway, setPutAway] = useState<ReadonlySet<string>>(new Set());
  const news = lobbyNews(waiting, putAway);
  if (news === null) return null;
  const { first, others } = news;
  return (
    <ToastCard icon={<Avatar id={first.id} name={first.name} className="size-9 text-s" />}>
      <div className="grid min-w-0 flex-1">
        <p className="flex min-w-0 gap-1.5">
          <span className="truncate font-semibold">{first.name}</span>
          {first.kind === "guest" && <span className="shrink-0 text-muted">(guest)</span>}
        </p>
        <p className="text-s text-muted">{askText(others)}</p>
      </div>
      <div className="flex justify-end gap-2 max-sm:order-last max-sm:basis-full">
        {others > 0 && (
          <Button look="quiet" size="s" onClick={onViewAll}>
            View all
          </Button>
        )}
        <Button
          look="plain"
          size="s"
          aria-label={`Deny ${first.name}`}
          onClick={() => actions.deny([first.id])}
        >
          Deny
        </Button>
        <Button
          size="s"
          aria-label={`Admit ${first.name}`}
          onClick={() => actions.admit([first.id])}
        >
          Admit
        </Button>
      </div>
      <IconButton
        label="Decide later"
        icon={<X size={18} aria-hidden />}
        onClick={() => setPutAway(new Set(waiting.map(({ id }) => id)))}
        className="-mr-2 size-9!"
      />
    </ToastCard>
  );
}

function askText(others: number): string {
  if (others === 0) return "asks to join";
  return others === 1 ? "and one other ask to join" : `and ${others} others ask to join`;
}
