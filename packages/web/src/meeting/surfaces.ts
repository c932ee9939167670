import { useCallback, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { May } from "./meeting-model.ts";

/** What stands beside the stage; on a phone over it. */
export type PanelName = "people" | "chat" | "details" | "connection" | "host";
/** What can lie over or beside the stage; one at a time. */
export type Surface = PanelName | "devices" | "shortcuts";

/** The panel that is open; who is no longer a host has no host's panel any more. */
export function panelOf(shown: Surface | null, may: May): PanelName | null {
  if (shown === "devices" || shown === "shortcuts") return null;
  return shown === "host" && !may.changeRoom ? null : shown;
}

/** One of several things that can be open. Closing it gives the focus back to its opener. */
export type Opened<T> = {
  readonly shown: T | null;
  readonly open: (what: T, opener: HTMLElement | null) => void;
  readonly close: () => void;
};

export type Surfaces = Opened<Surface>;

export function useOpened<T>(initial: T | null = null): Opened<T> {
  const [shown, setShown] = useState(initial);
  // One panel can lead to another; what led there may be gone when the last one closes.
  const openers = useRef<HTMLElement[]>([]);
  const open = useCallback((what: T, from: HTMLElement | null) => {
    if (from !== null) openers.current.push(from);
    setShown(what);
  }, []);
  const close = useCallback(() => {
    // On a phone the opener is inert until the panel over it is gone.
    flushSync(() => setShown(null));
    openers.current.findLast((opener) => opener.isConnected)?.focus();
    openers.current = [];
  }, []);
  return { shown, open, close };
}

export const useSurfaces = (initial: Surface | null = null): Surfaces => useOpened(initial);
