import { useCallback, useRef, useState } from "react";

/** What can lie over or beside the stage; one at a time. */
export type Surface = "people" | "details" | "devices";

/** Opens a surface; closing it gives the focus back to its `opener`. */
export type Open = (surface: Surface, opener: HTMLElement | null) => void;

export type Surfaces = {
  readonly shown: Surface | null;
  readonly open: Open;
  readonly close: () => void;
};

export function useSurfaces(initial: Surface | null = null): Surfaces {
  const [shown, setShown] = useState(initial);
  const opener = useRef<HTMLElement | null>(null);
  const open = useCallback<Open>((surface, from) => {
    opener.current = from;
    setShown(surface);
  }, []);
  const close = useCallback(() => {
    setShown(null);
    opener.current?.focus();
    opener.current = null;
  }, []);
  return { shown, open, close };
}
