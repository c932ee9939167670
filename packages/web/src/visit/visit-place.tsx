import type { User } from "@parley/protocol";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { GreenRoom } from "../green-room/green-room.tsx";
import { useView } from "../lib/use-view.ts";
import { useDeviceShortcuts } from "../media/use-device-shortcuts.ts";
import { MeetingPage } from "../meeting/meeting-page.tsx";
import { LoadingPage } from "../ui/page.tsx";
import { deviceActions } from "./device-actions.ts";
import { EndedPage } from "./ended-page.tsx";
import { endingText, unavailableText } from "./ending-text.ts";
import { Visit, type VisitPorts, type VisitView } from "./visit.ts";

type Props = {
  code: string;
  user: User;
  ports: VisitPorts;
  /** The server no longer knows who this is. */
  onSignedOut: () => void;
  corner: ReactNode;
};

/** A room's page: one visit, from its green room to its end. Keyed by the code. */
export function VisitPlace({ code, ports, ...rest }: Props) {
  const [visit] = useState(() => new Visit(code, ports));
  useEffect(() => {
    void visit.look();
    // Without this the others would see an empty tile until the server gives the socket up.
    const leave = () => visit.leave();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      visit.close();
    };
  }, [visit]);
  return <VisitScene visit={visit} {...rest} />;
}

type SceneProps = Omit<Props, "code" | "ports"> & { visit: Visit };

function VisitScene({ visit, user, onSignedOut, corner }: SceneProps) {
  const view = useView(visit);
  const leave = useCallback(() => visit.leave(), [visit]);
  const reason = reasonOf(view);
  useEffect(() => {
    if (reason === "not_authenticated" || reason === "signed_out") onSignedOut();
  }, [reason, onSignedOut]);
  switch (view.state) {
    case "looking":
      return <LoadingPage corner={corner} />;
    case "unavailable":
      return (
        <EndedPage
          ending={unavailableText(view.failure)}
          reason={view.failure.code}
          code={visit.code}
          lastedMs={null}
          corner={corner}
          onAgain={() => void visit.look()}
        />
      );
    case "green-room":
      return <GreenRoomPage visit={visit} view={view} user={user} corner={corner} />;
    case "meeting":
      return (
        <MeetingPage code={visit.code} link={view.details.url} stay={view.stay} onLeave={leave} />
      );
    case "ended":
      return (
        <EndedPage
          ending={endingText(view.reason)}
          reason={view.reason}
          code={visit.code}
          lastedMs={view.lastedMs}
          corner={corner}
          onAgain={() => void visit.rejoin()}
        />
      );
  }
}

function GreenRoomPage({
  visit,
  view,
  user,
  corner,
}: {
  visit: Visit;
  view: Extract<VisitView, { state: "green-room" }>;
  user: User;
  corner: ReactNode;
}) {
  const local = useView(view.local);
  const actions = useMemo(
    () => ({ ...deviceActions(view.local), join: () => void visit.join() }),
    [visit, view.local],
  );
  useDeviceShortcuts(view.local);
  return (
    <GreenRoom
      details={view.details}
      user={user}
      local={local}
      joining={view.joining}
      failure={view.failure}
      actions={actions}
      corner={corner}
    />
  );
}

function reasonOf(view: VisitView): string | null {
  if (view.state === "ended") return view.reason;
  return view.state === "unavailable" ? view.failure.code : null;
}
