import { useEffect, useState } from "react";
import { Loaded, type LoadedView } from "./loaded.ts";
import { type PageOf, Pages, type PagesView } from "./pages.ts";
import { useView } from "./use-view.ts";

/** Asks when the component appears; `ask` is the one of its first drawing. */
export function useLoaded<T>(ask: () => Promise<T>): [LoadedView<T>, Loaded<T>] {
  const [loaded] = useState(() => new Loaded(ask));
  useEffect(() => {
    void loaded.load();
    return () => loaded.close();
  }, [loaded]);
  return [useView(loaded), loaded];
}

/** As useLoaded, for a list that comes in pages. */
export function usePages<T>(
  ask: (cursor: string | null) => Promise<PageOf<T>>,
): [PagesView<T>, Pages<T>] {
  const [pages] = useState(() => new Pages(ask));
  useEffect(() => {
    void pages.load();
    return () => pages.close();
  }, [pages]);
  return [useView(pages), pages];
}

/** How a cursor is written in a request: the first page has none. */
export function cursorOf(cursor: string | null): { cursor?: string } {
  return cursor === null ? {} : { cursor };
}
