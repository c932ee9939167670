import type { HttpClient, Shown } from "@parley/sdk";
import { useEffect, useMemo, useRef, useState } from "react";
import { Store } from "../lib/store.ts";
import { useSelected, useView } from "../lib/use-view.ts";
import { useDeviceShortcuts } from "../media/use-device-shortcuts.ts";
import type { Stay } from "../visit/visit.ts";
import { deviceActions } from "../visit/device-actions.ts";
import { roleNews } from "./announcements.ts";
import { type MeetingModel, meetingModel } from "./meeting-model.ts";
import type { MeetingRoom } from "./meeting-room.ts";
import { MeetingScreen } from "./meeting-screen.tsx";
import { ReactionFeed } from "./reactions.ts";
import { roomActions } from "./room-actions.ts";
import { followRoom } from "./room-events.ts";
import { type Speakers, followSpeakers } from "./speakers.ts";
import { useSurfaces } from "./surfaces.ts";
import { Toasts } from "./toasts.ts";
import { useAnnouncements, useToldReactions, useToldToasts } from "./use-announcements.ts";

/** The meeting, joined to the SDK's objects. */
export function MeetingPage({
  code,
  link,
  stay,
  http,
  mutedOnEntry,
  onLeave,
}: {
  code: string;
  link: string;
  stay: Pick<Stay, "media" | "local"> & { readonly room: MeetingRoom };
  http: Pick<HttpClient, "updateRoom">;
  /** The room's rule has switched the microphone off at the door. */
  mutedOnEntry: boolean;
  onLeave: () => void;
}) {
  const room = useView(stay.room);
  const remotes = useSelected(stay.media, (view) => view.remotes);
  const quality = useSelected(stay.media, (view) => view.quality);
  const local = useView(stay.local);
  const [news] = useState(() => ({ toasts: new Toasts(), reactions: new ReactionFeed() }));
  const [speakers] = useState(() => new Store<Speakers>([]));
  const toasts = useView(news.toasts);
  const reactions = useView(news.reactions);
  const model = useMemo(
    () => meetingModel(code, room, { remotes, quality }, local),
    [code, room, remotes, quality, local],
  );
  const actions = useMemo(
    () => ({
      ...deviceActions(stay.local),
      ...roomActions(stay.room, { code, http }, (toast) => news.toasts.add(toast)),
      dismissToast: (key: number) => news.toasts.dismiss(key),
      show: (pictures: readonly Shown[]) => stay.media.show(pictures),
      measure: () => stay.media.details(),
      leave: onLeave,
    }),
    [stay, news, code, http, onLeave],
  );
  const surfaces = useSurfaces();
  useEffect(() => followRoom(stay.room, stay.local, news), [stay, news]);
  useEffect(() => followSpeakers(stay, speakers), [stay, speakers]);
  useEffect(() => {
    if (mutedOnEntry) news.toasts.add({ kind: "muted", source: "mic", by: null });
  }, [mutedOnEntry, news]);
  useRoleToast(model, news.toasts);
  useAnnouncements(model);
  useToldToasts(toasts, model.people);
  useToldReactions(reactions, model.people);
  useDeviceShortcuts(stay.local);
  return (
    <MeetingScreen
      model={model}
      speakers={speakers}
      link={link}
      local={local}
      toasts={toasts}
      reactions={reactions}
      surfaces={surfaces}
      actions={actions}
    />
  );
}

/** Being made a host, or no longer, is worth a word: new controls appear or go. */
function useRoleToast(model: MeetingModel, toasts: Toasts): void {
  const last = useRef(model);
  useEffect(() => {
    const text = roleNews(last.current, model);
    last.current = model;
    if (text !== null) toasts.add({ kind: "done", text });
  }, [model, toasts]);
}
