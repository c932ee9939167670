import { isRoomCode } from "@parley/protocol";

export type Route =
  | { readonly page: "home" }
  | { readonly page: "sign-in"; readonly from: string }
  | { readonly page: "sign-up"; readonly from: string }
  | { readonly page: "room"; readonly code: string }
  | { readonly page: "not-found" };

/** The page at a path; one trailing slash and upper-case letters in a code do no harm. */
export function parseRoute(path: string, search = ""): Route {
  const name = path.replace(/^\/|\/$/g, "").toLowerCase();
  if (name === "") return { page: "home" };
  if (name === "sign-in" || name === "sign-up") {
    return { page: name, from: returnPath(new URLSearchParams(search).get("from")) };
  }
  return isRoomCode(name) ? { page: "room", code: name } : { page: "not-found" };
}

/**
 * Where to go after signing in: a room's path, else home. Only paths that are known pages come
 * back, so a crafted link cannot send anyone to another site.
 */
export function returnPath(from: string | null): string {
  const route = from?.startsWith("/") === true ? parseRoute(from) : null;
  return route?.page === "room" ? roomPath(route.code) : "/";
}

export function roomPath(code: string): string {
  return `/${code}`;
}

/** The sign-in or sign-up page that leads back to `from`. */
export function accountPath(page: "sign-in" | "sign-up", from = "/"): string {
  return from === "/" ? `/${page}` : `/${page}?from=${encodeURIComponent(from)}`;
}
