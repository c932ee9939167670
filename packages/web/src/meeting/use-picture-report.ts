import type { Shown } from "@parley/sdk";
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { PictureReport } from "./pictures.ts";

/** Tells `show` which pictures are on the page, whenever that changes. */
export function usePictureReport(
  show: (pictures: readonly Shown[]) => void,
  pictures: readonly Shown[],
  covered: boolean,
): void {
  const report = useRef<PictureReport>(null);
  useEffect(() => {
    const made = new PictureReport(show);
    report.current = made;
    return () => made.close();
  }, [show]);
  useEffect(() => report.current?.set(pictures, covered), [show, pictures, covered]);
}

/** Device pixels per CSS pixel; other after a zoom, and on another screen. */
export function usePixelRatio(): number {
  const subscribe = useCallback((listener: () => void) => {
    let list = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const change = () => {
      list.removeEventListener("change", change);
      list = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
      list.addEventListener("change", change);
      listener();
    };
    list.addEventListener("change", change);
    return () => list.removeEventListener("change", change);
  }, []);
  return useSyncExternalStore(subscribe, () => devicePixelRatio);
}
