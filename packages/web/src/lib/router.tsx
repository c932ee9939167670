import { type ComponentProps, type MouseEvent, useEffect, useMemo } from "react";
import { type Route, parseRoute } from "./route.ts";
import { Store } from "./store.ts";
import { useView } from "./use-view.ts";

const here = () => `${location.pathname}${location.search}`;
const place = new Store(here());

window.addEventListener("popstate", () => place.set(here()));

export function navigate(to: string, how: "push" | "replace" = "push"): void {
  if (to === here()) return;
  if (how === "push") history.pushState(null, "", to);
  else history.replaceState(null, "", to);
  place.set(here());
  window.scrollTo(0, 0);
}

export function useRoute(): Route {
  const current = useView(place);
  return useMemo(() => {
    const url = new URL(current, location.origin);
    return parseRoute(url.pathname, url.search);
  }, [current]);
}

const isPlainClick = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** A link to one of our pages that does not load the document again. */
export function Link({ href, onClick, ...rest }: ComponentProps<"a"> & { href: string }) {
  return (
    <a
      href={href}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || !isPlainClick(event)) return;
        event.preventDefault();
        navigate(href);
      }}
      {...rest}
    />
  );
}

/** Goes somewhere else instead; the way back does not lead here again. */
export function Redirect({ to }: { to: string }) {
  useEffect(() => navigate(to, "replace"), [to]);
  return null;
}
