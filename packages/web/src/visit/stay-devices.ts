import type { CaptureView, LocalMediaView } from "@parley/sdk";
import type { VisitStay } from "./visit-view.ts";

/** Which devices are meant to be on; one that is only starting counts. */
export function switchedOn({ mic, camera }: LocalMediaView) {
  return { mic: isWanted(mic), camera: isWanted(camera) };
}

function isWanted(capture: CaptureView): boolean {
  return capture.state === "on" || capture.state === "starting";
}

/** Who is new and no host comes in with the microphone off where the room wants it so. */
export function mustBeMuted({ room, local }: VisitStay): boolean {
  const { participants, selfId } = room.view;
  const role = participants.find(({ id }) => id === selfId)?.role ?? "member";
  const isRule = room.view.room?.settings.muteOnEntry === true;
  return isRule && role === "member" && isWanted(local.view.mic);
}
