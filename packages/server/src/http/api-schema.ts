/** Building blocks of the routes' schemas, from which the OpenAPI document is made. */
import { ERRORS, type ErrorCode, Problem, problemOf } from "@parley/protocol";
import type { TSchema } from "typebox";
import { PROBLEM_TYPE } from "./errors.ts";

/** A JSON response with an example. */
export function json<S extends TSchema, const E>(description: string, schema: S, example: E) {
  return { description, content: { "application/json": { schema, example } } };
}

/** Problems that any request can meet. */
const COMMON = ["bad_request", "misdirected_host", "internal", "unavailable"] as const;
/** Problems that any request with a body can meet. */
export const BODY_PROBLEMS = [
  "malformed_json",
  "validation_failed",
  "body_too_large",
  "unsupported_media_type",
] as const;

type ResponseHeaders = {
  readonly [name: string]: { readonly type: "string" | "integer"; readonly description: string };
};

const RETRY_AFTER: ResponseHeaders = {
  "Retry-After": { type: "integer", description: "In how many seconds to try again." },
};

type ProblemResponse = {
  readonly description: string;
  readonly headers?: ResponseHeaders;
  readonly content: {
    readonly [PROBLEM_TYPE]: {
      readonly schema: typeof Problem;
      readonly examples: { readonly [code: string]: { readonly value: Problem } };
    };
  };
};

/** The problem responses of a route, by status, with an example of each code. */
export function problems(...codes: ErrorCode[]): { [status: string]: ProblemResponse } {
  const byStatus = Map.groupBy(new Set([...codes, ...COMMON]), (code) => ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [String(status), problemResponse(group)]),
  );
}

function problemResponse(codes: readonly ErrorCode[]): ProblemResponse {
  const description = codes.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join("\n\n");
  const examples = Object.fromEntries(codes.map((code) => [code, { value: problemOf(code) }]));
  const response = { description, content: { [PROBLEM_TYPE]: { schema: Problem, examples } } };
  return codes.includes("rate_limited") ? { ...response, headers: RETRY_AFTER } : response;
}

const bearer = { bearer: [] };

/**
 * How a route is authenticated: any one of the entries does. The names are those of the security
 * schemes in openapi.ts.
 */
export const SECURITY = {
  none: [],
  account: [{ session: [] }, bearer],
  accountAndCsrf: [{ session: [], csrf: [] }, bearer],
  anyone: [{ session: [] }, { guest: [] }, bearer],
  anyoneAndCsrf: [{ session: [], csrf: [] }, { guest: [], csrf: [] }, bearer],
  guest: [{ guest: [] }],
};
