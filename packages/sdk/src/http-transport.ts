import { LIMITS, Problem, decodeJson, isErrorCode } from "@parley/protocol";
import type { Static, TSchema } from "typebox";
import { Check } from "typebox/value";
import { defaultCookies } from "./cookies.ts";
import { ApiError } from "./errors.ts";

export type HttpOptions = {
  /** As in `https://meet.example`; may have a path. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  /**
   * The access token to identify with, asked for before every request; null: with the session. What
   * it throws comes through.
   */
  readonly bearer?: () => string | null | Promise<string | null>;
};

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** Requests to one server: headers, cookies, and what an answer means. */
export class HttpTransport {
  readonly #baseUrl: string;
  readonly #fetch: typeof fetch;
  readonly #bearer: () => string | null | Promise<string | null>;
  readonly #cookies = defaultCookies();

  constructor(options: HttpOptions) {
    this.#baseUrl = options.baseUrl.replace(/\/+$/, "");
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#bearer = options.bearer ?? (() => null);
  }

  /** A request whose answer has this form. @throws ApiError */
  async call<S extends TSchema>(
    method: Method,
    path: string,
    schema: S,
    body?: object,
  ): Promise<Static<S>> {
    const { status, text } = await this.#request(method, path, body);
    const result = decodeJson<Static<S>>(text, (value) => Check(schema, value));
    if (result === null) throw unexpected(status);
    return result;
  }

  /** As call, when 401 means that there is nobody: null then. @throws ApiError */
  async callIfIdentified<S extends TSchema>(path: string, schema: S): Promise<Static<S> | null> {
    try {
      return await this.call("GET", path, schema);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  }

  /** A request whose answer says nothing but that it is done. @throws ApiError */
  async order(method: Method, path: string, body?: object): Promise<void> {
    await this.#request(method, path, body);
  }

  async #request(
    method: Method,
    path: string,
    body?: object,
  ): Promise<{ status: number; text: string }> {
    const headers = this.#headers(method, body !== undefined, await this.#bearer());
    const response = await this.#send(method, path, headers, body);
    this.#cookies.keep(response.head);
    if (!response.head.ok) throw refusal(response.head, response.text);
    return { status: response.head.status, text: response.text };
  }

  async #send(
    method: Method,
    path: string,
    headers: Headers,
    body?: object,
  ): Promise<{ head: Response; text: string }> {
    try {
      const head = await this.#fetch(this.#baseUrl + path, {
        method,
        headers,
        signal: AbortSignal.timeout(LIMITS.requestTimeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { head, text: await head.text() };
    } catch (cause) {
      throw new ApiError("network_error", 0, "The server cannot be reached.", { cause });
    }
  }

  #headers(method: Method, hasBody: boolean, bearer: string | null): Headers {
    const headers = new Headers({ accept: "application/json" });
    if (hasBody) headers.set("content-type", "application/json");
    if (bearer === null) this.#addSession(headers, method);
    else headers.set("authorization", `Bearer ${bearer}`);
    return headers;
  }

  #addSession(headers: Headers, method: Method): void {
    const cookie = this.#cookies.header();
    if (cookie !== null) headers.set("cookie", cookie);
    const token = method === "GET" ? null : this.#cookies.csrfToken();
    if (token !== null) headers.set("x-csrftoken", token);
  }
}

function unexpected(status: number): ApiError {
  return new ApiError(
    "unexpected_response",
    status,
    `The server gave an unexpected answer (${status}).`,
  );
}

/** What a response that is no success means: a problem document (RFC 9457), or something foreign. */
function refusal(response: Response, text: string): ApiError {
  const problem = decodeJson<Problem>(text, (value) => Check(Problem, value));
  if (problem === null || !isErrorCode(problem.code)) return unexpected(response.status);
  return new ApiError(problem.code, response.status, problem.detail, {
    errors: problem.errors ?? [],
    retryAfterMs: retryAfterMs(response.headers.get("retry-after")),
  });
}

/** Retry-After (RFC 9110 section 10.2.3) in seconds; the server gives no dates. */
function retryAfterMs(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) * 1000 : undefined;
}
