import { useEffect } from "react";
import type { LocalPort } from "../visit/visit.ts";

const isOn = (state: string) => state === "on" || state === "starting";

/** Ctrl+D and Ctrl+E (Cmd on a Mac) switch the microphone and the camera. */
export function useDeviceShortcuts(local: LocalPort): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return;
      const key = event.key.toLowerCase();
      if (key !== "d" && key !== "e") return;
      event.preventDefault();
      if (event.repeat) return;
      if (key === "d") void local.setMic(!isOn(local.view.mic.state));
      else void local.setCamera(!isOn(local.view.camera.state));
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [local]);
}
