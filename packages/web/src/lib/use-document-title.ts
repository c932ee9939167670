import { useEffect } from "react";
import { announce } from "./announcer.tsx";

let hasPage = false;

/**
 * Names the page in the browser's tab and history. Screen readers hear the name of the first page
 * from the browser, and those of later ones, which load no document, from the live region.
 */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Parley" : `${title} · Parley`;
    if (hasPage) announce(document.title);
    hasPage = true;
  }, [title]);
}
