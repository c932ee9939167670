import type { DeviceProblem } from "../media/problem-text.ts";
import type { LocalPort } from "./visit.ts";

/** The device buttons' work. LocalMedia never rejects: what goes wrong is in its view. */
export function deviceActions(local: LocalPort) {
  const setMic = (on: boolean) => void local.setMic(on);
  const setCamera = (on: boolean) => void local.setCamera(on);
  const setScreen = (on: boolean) => void local.setScreen(on);
  const switches = { mic: setMic, camera: setCamera, screen: setScreen };
  return {
    setMic,
    setCamera,
    setScreen,
    select: (kind: "mic" | "camera" | "speaker", id: string) => void local.select(kind, id),
    retry: (sources: DeviceProblem["sources"]) => sources.forEach((name) => switches[name](true)),
  };
}
