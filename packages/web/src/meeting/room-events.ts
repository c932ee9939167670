import type { CaptureView } from "@parley/sdk";
import type { LocalPort } from "../visit/visit.ts";
import type { MeetingRoom } from "./meeting-room.ts";
import type { ReactionFeed } from "./reactions.ts";
import type { Toasts } from "./toasts.ts";

type Room = Pick<MeetingRoom, "onReaction" | "onMuted" | "onUnmuteRequested">;
type Local = Pick<LocalPort, "subscribe"> & {
  readonly view: { readonly [source in "mic" | "camera"]: Pick<CaptureView, "state"> };
};

/**
 * Passes on what happens in a room but is not in its view. Being muted is only told here: that the
 * device goes off is the SDK's doing. Returns the end of it.
 */
export function followRoom(
  room: Room,
  local: Local,
  { reactions, toasts }: { reactions: ReactionFeed; toasts: Toasts },
): () => void {
  const ends = [
    room.onReaction((reaction) => reactions.add(reaction)),
    room.onMuted(({ source, by }) => toasts.add({ kind: "muted", source, by })),
    room.onUnmuteRequested(({ source, by }) => toasts.add({ kind: "unmute", source, by })),
    followDevices(local, toasts),
  ];
  return () => {
    for (const end of ends) end();
    reactions.close();
    toasts.close();
  };
}

/** Whoever switches a device on needs no longer be asked to. */
function followDevices(local: Local, toasts: Toasts): () => void {
  const isOn = () => ({
    mic: local.view.mic.state === "on",
    camera: local.view.camera.state === "on",
  });
  let before = isOn();
  return local.subscribe(() => {
    const now = isOn();
    for (const source of ["mic", "camera"] as const) {
      if (now[source] && !before[source]) toasts.switchedOn(source);
    }
    before = now;
  });
}
