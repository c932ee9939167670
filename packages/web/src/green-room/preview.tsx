import { useState } from "react";
import type { LocalMediaView } from "@parley/sdk";
import { DeviceToggles } from "../media/device-toggles.tsx";
import { Video } from "../media/video.tsx";
import { Avatar } from "../ui/avatar.tsx";
import { hueClass } from "../lib/person.ts";

/** How one looks to the others, in a mirror, with the switches of both devices. */
export function Preview({
  id,
  name,
  local,
  onMic,
  onCamera,
}: {
  id: string;
  name: string;
  local: LocalMediaView;
  onMic: (on: boolean) => void;
  onCamera: (on: boolean) => void;
}) {
  const [seen, setSeen] = useState<MediaStream | null>(null);
  const { camera } = local;
  const waiting = camera.state !== "on" || camera.stream !== seen;
  return (
    <section
      aria-label="Preview"
      className={`stage ${hueClass(id)} avatar-ground tile-ring relative grid aspect-4/3 place-items-center overflow-hidden rounded-l text-ink sm:aspect-video sm:rounded-xl`}
    >
      <div className="grid justify-items-center gap-3 pb-14 sm:gap-4 sm:pb-10">
        <Avatar id={id} name={name} className="size-20 text-xl sm:size-32" />
        {waiting && <p className="font-medium text-ink">{CAMERA_TEXT[camera.state]}</p>}
      </div>
      {camera.state === "on" && <Video stream={camera.stream} mirrored onFirstFrame={setSeen} />}
      <p className="absolute top-3 left-3 max-w-[80%] truncate rounded-s bg-chip px-2.5 py-1 text-s font-medium text-chip-text">
        {name}
      </p>
      <div className="absolute inset-x-0 bottom-4 flex justify-center gap-3 *:w-14 *:flex-none">
        <DeviceToggles local={local} onMic={onMic} onCamera={onCamera} />
      </div>
    </section>
  );
}

const CAMERA_TEXT = {
  off: "The camera is off",
  starting: "The camera is starting",
  on: "The camera is starting",
  failed: "No camera",
} as const;
