/** Where an HTTP client's session lives. */
export interface Cookies {
  /** The Cookie header to send, or null when the browser adds it by itself. */
  header(): string | null;
  /** The value of the cookie that unsafe requests repeat in X-CSRFToken. */
  csrfToken(): string | null;
  /** Takes over what a response sets. */
  keep(response: Response): void;
}

const CSRF_COOKIE = "csrftoken";
const KEPT = new Set(["sessionid", "guestid", CSRF_COOKIE]);

/** The browser sends, stores and forgets cookies itself; only the CSRF token is read from it. */
const browserCookies: Cookies = {
  header: () => null,
  csrfToken: () => {
    const prefix = `${CSRF_COOKIE}=`;
    const pair = document.cookie.split("; ").find((text) => text.startsWith(prefix));
    return pair?.slice(prefix.length) ?? null;
  },
  keep: () => {},
};

/** Keeps the cookies of accounts and guests, for Node, whose fetch has no cookies. */
class CookieJar implements Cookies {
  readonly #values = new Map<string, string>();

  header(): string | null {
    const pairs = [...this.#values].map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? null : pairs.join("; ");
  }

  csrfToken(): string | null {
    return this.#values.get(CSRF_COOKIE) ?? null;
  }

  keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) this.#keepOne(line);
  }

  #keepOne(line: string): void {
    const match = /^([^=;\s]+)=([^;]*)/.exec(line);
    const name = match?.[1];
    const value = match?.[2];
    if (name === undefined || value === undefined) return;
    if (!KEPT.has(name)) return;
    if (value === "" || /;\s*max-age=(0|-\d+)\s*(;|$)/i.test(line)) this.#values.delete(name);
    else this.#values.set(name, value);
  }
}

export function defaultCookies(): Cookies {
  return typeof document === "undefined" ? new CookieJar() : browserCookies;
}
