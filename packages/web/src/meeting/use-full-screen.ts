import { useCallback, useSyncExternalStore } from "react";

const subscribe = (listener: () => void) => {
  document.addEventListener("fullscreenchange", listener);
  return () => document.removeEventListener("fullscreenchange", listener);
};

export type FullScreen = { readonly on: boolean; readonly toggle: (() => void) | null };

/** The whole page on the whole screen; `toggle` is null where the browser cannot (iPhones). */
export function useFullScreen(): FullScreen {
  const on = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  const toggle = useCallback(() => {
    const change = on ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    // The browser may refuse; then everything stays as it was, which is what one sees.
    change.catch(() => {});
  }, [on]);
  return { on, toggle: document.fullscreenEnabled ? toggle : null };
}
