import type { LocalMediaView } from "@parley/sdk";
import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { shortcutText } from "../lib/platform.ts";
import { Control, ControlBadge } from "../ui/control.tsx";

type Props = {
  local: LocalMediaView;
  onMic: (on: boolean) => void;
  onCamera: (on: boolean) => void;
};

const isOn = (state: string) => state === "on" || state === "starting";

/** Microphone and camera, in the green room and in the meeting's bar. */
export function DeviceToggles({ local, onMic, onCamera }: Props) {
  const mic = isOn(local.mic.state);
  const camera = isOn(local.camera.state);
  const alarm = <ControlBadge tone="alarm">!</ControlBadge>;
  return (
    <>
      <Control
        label="Microphone"
        aria-pressed={mic}
        look={mic ? "normal" : "off"}
        tip={mic ? "Turn off the microphone" : "Turn on the microphone"}
        shortcut={shortcutText("d")}
        icon={mic ? <Mic size={22} aria-hidden /> : <MicOff size={22} aria-hidden />}
        badge={local.mic.state === "failed" && alarm}
        onClick={() => onMic(!mic)}
      />
      <Control
        label="Camera"
        aria-pressed={camera}
        look={camera ? "normal" : "off"}
        tip={camera ? "Turn off the camera" : "Turn on the camera"}
        shortcut={shortcutText("e")}
        icon={camera ? <Video size={22} aria-hidden /> : <VideoOff size={22} aria-hidden />}
        badge={local.camera.state === "failed" && alarm}
        onClick={() => onCamera(!camera)}
      />
    </>
  );
}
