import { Store } from "./store.ts";
import { useView } from "./use-view.ts";

type Announcement = { readonly key: number; readonly text: string };

const latest = new Store<Announcement>({ key: 0, text: "" });

/** Tells screen readers something that others see. */
export function announce(text: string): void {
  latest.set({ key: latest.view.key + 1, text });
}

/** The one polite live region. A new key makes a repeated sentence heard again. */
export function LiveRegion() {
  const { key, text } = useView(latest);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      <p key={key}>{text}</p>
    </div>
  );
}
