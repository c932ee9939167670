import { useCallback, useSyncExternalStore } from "react";
import type { View } from "./store.ts";

/** The current snapshot of a view object; draws again when it changes. */
export function useView<T>(source: View<T>): T {
  const subscribe = useCallback((listener: () => void) => source.subscribe(listener), [source]);
  return useSyncExternalStore(subscribe, () => source.view);
}

/** One part of it; `select` gives the same object as long as that part has not changed. */
export function useSelected<T, P>(source: View<T>, select: (view: T) => P): P {
  const subscribe = useCallback((listener: () => void) => source.subscribe(listener), [source]);
  return useSyncExternalStore(subscribe, () => select(source.view));
}
