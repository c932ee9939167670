import { useCallback, useSyncExternalStore } from "react";
import type { View } from "./store.ts";

/** The current snapshot of a view object; draws again when it changes. */
export function useView<T>(source: View<T>): T {
  const subscribe = useCallback((listener: () => void) => source.subscribe(listener), [source]);
  return useSyncExternalStore(subscribe, () => source.view);
}
