import { isRoomCode } from "@parley/protocol";

export type Route =
  | { readonly page: "home" }
  | { readonly page: "sign-in"; readonly from: string }
  | { readonly page: "sign-up"; readonly from: string }
  | { readonly page: "account" }
  | { readonly page: "rooms" }
  | { readonly page: "room-page"; readonly code: string }
  /** The room itself; `invite` is the token of an invite link. */
  | { readonly page: "room"; readonly code: string; readonly invite: string | null }
  /** Where a browser checks its connection, in the doctor's room. */
  | { readonly page: "doctor"; readonly code: string }
  | { readonly page: "not-found" };

/** The page at a path; one trailing slash and upper-case letters in a code do no harm. */
export function parseRoute(path: string, search = ""): Route {
  const name = path.replace(/^\/|\/$/g, "").toLowerCase();
  const query = new URLSearchParams(search);
  switch (name) {
    case "":
      return { page: "home" };
    case "sign-in":
    case "sign-up":
      return { page: name, from: returnPath(query.get("from")) };
    case "account":
    case "rooms":
      return { page: name };
    default:
      return roomRoute(name, query.get("invite"));
  }
}

function roomRoute(name: string, invite: string | null): Route {
  if (isRoomCode(name)) return { page: "room", code: name, invite };
  const [, folder, code = ""] = /^(rooms|doctor)\/(.+)$/.exec(name) ?? [];
  if (!isRoomCode(code)) return { page: "not-found" };
  return { page: folder === "doctor" ? "doctor" : "room-page", code };
}

/**
 * Where to go after signing in: a page that needs to know who one is, else home. Only paths that
 * are known pages come back, so a crafted link cannot send anyone to another site.
 */
export function returnPath(from: string | null): string {
  const [path = "", search = ""] = from?.split("?") ?? [];
  const route = path.startsWith("/") ? parseRoute(path, search) : null;
  switch (route?.page) {
    case "room":
      return roomPath(route.code, route.invite);
    case "room-page":
      return roomPagePath(route.code);
    case "account":
    case "rooms":
      return `/${route.page}`;
    default:
      return "/";
  }
}

/** The way into a room. */
export function roomPath(code: string, invite: string | null = null): string {
  return invite === null ? `/${code}` : `/${code}?invite=${encodeURIComponent(invite)}`;
}

/** Where a room's hosts look after it. */
export function roomPagePath(code: string): string {
  return `/rooms/${code}`;
}

/** The sign-in or sign-up page that leads back to `from`. */
export function accountPath(page: "sign-in" | "sign-up", from = "/"): string {
  return from === "/" ? `/${page}` : `/${page}?from=${encodeURIComponent(from)}`;
}
