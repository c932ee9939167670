import { type ReactNode, useMemo } from "react";
import { DoorPage } from "../green-room/door-page.tsx";
import { GreenRoom } from "../green-room/green-room.tsx";
import { useView } from "../lib/use-view.ts";
import { Lobby } from "../lobby/lobby.tsx";
import { useDeviceShortcuts } from "../media/use-device-shortcuts.ts";
import { deviceActions } from "./device-actions.ts";
import type { Visit, VisitView } from "./visit.ts";

/** Green room and lobby, joined to the visit. One page, so that the preview stays as it is. */
export function DoorPlace({
  visit,
  view,
  corner,
}: {
  visit: Visit;
  view: Extract<VisitView, { state: "green-room" | "lobby" }>;
  corner: ReactNode;
}) {
  const local = useView(view.local);
  const actions = useMemo(
    () => ({
      ...deviceActions(view.local),
      join: () => visit.join(),
      cancel: () => visit.leave(),
      changeName: () => visit.changeName(),
    }),
    [visit, view.local],
  );
  useDeviceShortcuts(view.local);
  return (
    <DoorPage visitor={view.visitor} local={local} actions={actions} corner={corner}>
      {view.state === "lobby" ? (
        <Lobby room={view.lobby} visitor={view.visitor} local={local} actions={actions} />
      ) : (
        <GreenRoom scene={view} local={local} actions={actions} />
      )}
    </DoorPage>
  );
}
