import type { LocalMedia } from "./local-media.ts";
import type { RoomClient } from "./room-client.ts";

/** The part of LocalMedia that switches sources. */
export type Switches = Pick<LocalMedia, "setMic" | "setCamera" | "setScreen">;

/** Switches off what a host mutes; the returned function stops that. */
export function obeyMutes(room: Pick<RoomClient, "onMuted">, local: Switches): () => void {
  return room.onMuted(({ source }) => {
    if (source === "mic") void local.setMic(false);
    else if (source === "camera") void local.setCamera(false);
    else void local.setScreen(false);
  });
}
