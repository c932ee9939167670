import { useMemo } from "react";
import { useView } from "../lib/use-view.ts";
import { useDeviceShortcuts } from "../media/use-device-shortcuts.ts";
import type { Stay } from "../visit/visit.ts";
import { deviceActions } from "../visit/device-actions.ts";
import { meetingModel } from "./meeting-model.ts";
import { MeetingScreen } from "./meeting-screen.tsx";
import { useSurfaces } from "./surfaces.ts";
import { useAnnouncements } from "./use-announcements.ts";

/** The meeting, joined to the SDK's objects. */
export function MeetingPage({
  code,
  link,
  stay,
  onLeave,
}: {
  code: string;
  link: string;
  stay: Stay;
  onLeave: () => void;
}) {
  const room = useView(stay.room);
  const media = useView(stay.media);
  const local = useView(stay.local);
  const model = useMemo(() => meetingModel(code, room, media, local), [code, room, media, local]);
  const actions = useMemo(
    () => ({ ...deviceActions(stay.local), leave: onLeave }),
    [stay, onLeave],
  );
  const surfaces = useSurfaces();
  useAnnouncements(model);
  useDeviceShortcuts(stay.local);
  return (
    <MeetingScreen model={model} link={link} local={local} surfaces={surfaces} actions={actions} />
  );
}
