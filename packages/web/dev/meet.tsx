import type { LocalMediaView } from "@parley/sdk";
import { useState } from "react";
import { Store } from "../src/lib/store.ts";
import type { MeetingModel } from "../src/meeting/meeting-model.ts";
import { type MeetingActions, MeetingScreen } from "../src/meeting/meeting-screen.tsx";
import type { Reaction } from "../src/meeting/reactions.ts";
import { type Surface, useSurfaces } from "../src/meeting/surfaces.ts";
import type { Toast } from "../src/meeting/toasts.ts";
import { LINK, local } from "./fixtures.ts";
import { Pressed } from "./pressed.tsx";

const nothing = () => {};
const NONE: readonly never[] = [];
const actions: MeetingActions = {
  setMic: nothing,
  setCamera: nothing,
  setScreen: nothing,
  select: nothing,
  retry: nothing,
  leave: nothing,
  dismissToast: nothing,
  show: nothing,
  measure: () => new Promise(nothing),
  raiseHand: nothing,
  lowerHand: nothing,
  lowerAllHands: nothing,
  react: nothing,
  sendChat: nothing,
  retryChat: nothing,
  discardChat: nothing,
  loadEarlier: async () => true,
  mute: nothing,
  muteAll: nothing,
  askToUnmute: nothing,
  remove: nothing,
  setRole: nothing,
  handOver: nothing,
  admit: nothing,
  deny: nothing,
  updateRoom: nothing,
  endMeeting: nothing,
};

/** The meeting of a model, in which nothing has an effect but what it does itself. */
export function Meet({
  model: shown,
  devices = local(),
  surface = null,
  toasts = NONE,
  reactions = NONE,
  speaking = NONE,
  press = NONE,
  does,
}: {
  model: MeetingModel;
  devices?: LocalMediaView;
  surface?: Surface | null;
  toasts?: readonly Toast[];
  reactions?: readonly Reaction[];
  /** The places of who speaks, in the list of people. */
  speaking?: readonly number[];
  /** The names of what is pressed, in order. */
  press?: readonly string[];
  does?: Partial<MeetingActions>;
}) {
  const surfaces = useSurfaces(surface);
  const [speakers] = useState(() => new Store(speaking.flatMap((i) => shown.people[i]?.id ?? [])));
  return (
    <Pressed names={press}>
      <MeetingScreen
        model={shown}
        speakers={speakers}
        link={LINK}
        local={devices}
        toasts={toasts}
        reactions={reactions}
        surfaces={surfaces}
        actions={does === undefined ? actions : { ...actions, ...does }}
      />
    </Pressed>
  );
}
