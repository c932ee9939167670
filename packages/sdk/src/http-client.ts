import {
  AuthTest,
  type CreateRoomBody,
  JoinRoomResult,
  LIMITS,
  LinkedRoom,
  type LoginBody,
  Problem,
  type RegisterBody,
  RoomDetails,
  User,
  decodeJson,
  isErrorCode,
} from "@parley/protocol";
import type { Static, TSchema } from "typebox";
import { Check } from "typebox/value";
import { defaultCookies } from "./cookies.ts";
import { ApiError } from "./errors.ts";

type Method = "GET" | "POST";

/**
 * The HTTP API of one server. In a browser the session is the browser's; elsewhere each client has
 * its own. Every method rejects with an ApiError and nothing else.
 */
export class HttpClient {
  readonly #baseUrl: string;
  readonly #fetch: typeof fetch;
  readonly #cookies = defaultCookies();

  /** @param options.baseUrl as in `https://meet.example`; may have a path */
  constructor(options: { baseUrl: string; fetch?: typeof fetch }) {
    this.#baseUrl = options.baseUrl.replace(/\/+$/, "");
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  register(body: RegisterBody): Promise<User> {
    return this.#call("POST", "/register/", User, body);
  }

  login(body: LoginBody): Promise<User> {
    return this.#call("POST", "/login/", User, body);
  }

  async logout(): Promise<void> {
    await this.#request("POST", "/logout/");
  }

  /** The user who is signed in; null when nobody is. */
  async authTest(): Promise<User | null> {
    try {
      return (await this.#call("GET", "/auth-test/", AuthTest)).user;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  }

  createRoom(body: CreateRoomBody = {}): Promise<LinkedRoom> {
    return this.#call("POST", "/create-room/", LinkedRoom, body);
  }

  joinRoom(code: string): Promise<JoinRoomResult> {
    return this.#call("POST", "/join-room/", JoinRoomResult, { code });
  }

  getRoom(code: string): Promise<RoomDetails> {
    return this.#call("GET", `/room/${encodeURIComponent(code)}/`, RoomDetails);
  }

  async #call<S extends TSchema>(
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

  async #request(
    method: Method,
    path: string,
    body?: object,
  ): Promise<{ status: number; text: string }> {
    const response = await this.#send(method, path, body);
    this.#cookies.keep(response.head);
    if (!response.head.ok) throw refusal(response.head, response.text);
    return { status: response.head.status, text: response.text };
  }

  async #send(
    method: Method,
    path: string,
    body?: object,
  ): Promise<{ head: Response; text: string }> {
    try {
      const head = await this.#fetch(this.#baseUrl + path, {
        method,
        headers: this.#headers(method, body !== undefined),
        signal: AbortSignal.timeout(LIMITS.requestTimeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { head, text: await head.text() };
    } catch (cause) {
      throw new ApiError("network_error", 0, "The server cannot be reached.", { cause });
    }
  }

  #headers(method: Method, hasBody: boolean): Headers {
    const headers = new Headers({ accept: "application/json" });
    if (hasBody) headers.set("content-type", "application/json");
    const cookie = this.#cookies.header();
    if (cookie !== null) headers.set("cookie", cookie);
    const token = method === "GET" ? null : this.#cookies.csrfToken();
    if (token !== null) headers.set("x-csrftoken", token);
    return headers;
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
