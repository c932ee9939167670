import { Store } from "./store.ts";
import { useView } from "./use-view.ts";

type Announcement = { readonly key: number; readonly text: string; readonly at: number };

/** What is said within this time is one burst; none of it must push out the rest. */
const BURST_MS = 1000;

const said = new Store<readonly Announcement[]>([]);
let lastKey = 0;

/** Tells screen readers something that others see. */
export function announce(text: string): void {
  const at = Date.now();
  const burst = said.view.filter((one) => at - one.at < BURST_MS);
  lastKey += 1;
  said.set([...burst, { key: lastKey, text, at }]);
}

/** The one polite live region. A new key makes a repeated sentence heard again. */
export function LiveRegion() {
  return (
    <div role="status" aria-live="polite" aria-atomic="false" className="sr-only">
      {useView(said).map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}
