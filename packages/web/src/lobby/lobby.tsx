import type { LobbyRoom, LocalMediaView } from "@parley/sdk";
import { useEffect, useRef } from "react";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { DeviceSelects } from "../media/device-select.tsx";
import { ProblemNotices } from "../media/problem-notices.tsx";
import type { DeviceProblem } from "../media/problem-text.ts";
import { Button } from "../ui/button.tsx";
import type { Visitor } from "../visit/visitor.ts";

export type LobbyActions = {
  select: (kind: "mic" | "camera" | "speaker", deviceId: string) => void;
  retry: (sources: DeviceProblem["sources"]) => void;
  cancel: () => void;
};

/** Has asked to be let in, and waits. */
export function Lobby({
  room,
  visitor,
  local,
  actions,
}: {
  room: LobbyRoom;
  visitor: Visitor;
  local: LocalMediaView;
  actions: LobbyActions;
}) {
  useDocumentTitle("Asking to be let in");
  const title = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is gone.
  useEffect(() => title.current?.focus(), []);
  return (
    <section aria-label="Waiting" className="grid gap-5">
      <div className="grid gap-1.5">
        <Waves />
        <h1 ref={title} tabIndex={-1} className="text-xl font-semibold tracking-tight outline-none">
          Asking to be let in
        </h1>
        <p className="wrap-anywhere text-muted">
          {room.name !== "" && `${room.name} · `}
          <span className="tabular-nums">{room.code}</span>
        </p>
      </div>
      <p className="text-pretty">
        The hosts see that <strong className="font-semibold">{visitor.name}</strong> wants to come
        in. You join by yourself as soon as one of them says yes. Nobody sees or hears you yet.
      </p>
      <ProblemNotices local={local} onRetry={actions.retry} />
      <DeviceSelects local={local} onSelect={actions.select} />
      <Button look="plain" onClick={actions.cancel}>
        Cancel
      </Button>
    </section>
  );
}

/** A quiet sign that something is under way. */
function Waves() {
  return (
    <span aria-hidden className="mb-1 flex h-4 items-center gap-1.5">
      <span className="size-2.5 animate-breathe rounded-full bg-accent" />
      <span className="size-2.5 animate-breathe rounded-full bg-accent [animation-delay:300ms]" />
      <span className="size-2.5 animate-breathe rounded-full bg-accent [animation-delay:600ms]" />
    </span>
  );
}
