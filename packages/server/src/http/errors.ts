/** Every refusal leaves as an RFC 9457 problem document. */
import { type ErrorCode, LIMITS, ParleyError, type Problem, problemOf } from "@parley/protocol";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { readAway } from "./read-away.ts";
import { validationProblems } from "./validation-problems.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** What Fastify's own errors mean; the others of the 4xx kind are `bad_request`. */
const FASTIFY_CODES: { readonly [code: string]: ErrorCode } = {
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed_json",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformed_json",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_STATIC_FORBIDDEN_PATH: "not_found",
};

type FailedRequest = Error & Partial<Pick<FastifyError, "code" | "statusCode" | "validation">>;

function problemFor(error: FailedRequest): Problem {
  if (error instanceof ParleyError) {
    // What went wrong inside is for the log, not for the client.
    return problemOf(error.code, error.status < 500 ? error.message : undefined);
  }
  if (error.validation !== undefined) return validationProblems(error.validation);
  const code = FASTIFY_CODES[error.code ?? ""];
  if (code !== undefined) return problemOf(code);
  const status = error.statusCode ?? 500;
  return problemOf(status >= 400 && status < 500 ? "bad_request" : "internal");
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
}

async function answerError(error: FailedRequest, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemFor(error);
  if (problem.code === "body_too_large") await readAway(request.raw, LIMITS.bodyDroppedBytes);
  if (problem.status >= 500) request.log.error({ err: error }, "request failed");
  if (error instanceof ParleyError && error.retryAfterMs !== undefined) {
    reply.header("retry-after", Math.ceil(error.retryAfterMs / 1000));
  }
  return sendProblem(reply, problem);
}

export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler<FailedRequest>(answerError);
}

/** Answers a request that never reached a route, such as one with `%zz` in its path. */
export function sendFrameworkError(
  _error: FastifyError,
  _request: unknown,
  reply: Pick<FastifyReply, "code">,
): void {
  const problem = problemOf("bad_request", "The path is not valid percent-encoding.");
  reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .header("x-content-type-options", "nosniff")
    .header("cache-control", "no-store")
    .send(problem);
}

/** Shows a page for an unknown path, if the client wants one; false when it does not. */
export type SendNotFoundPage = (request: FastifyRequest, reply: FastifyReply) => boolean;

/** 405 with Allow where the path takes other methods, else the page or the problem for 404. */
export function handleUnknownPaths(app: FastifyInstance, sendPage: SendNotFoundPage): void {
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(app, request.url);
    // A route that takes the method may still have found nothing: a file that is not there.
    if (allowed.length > 0 && !allowed.includes(request.method)) {
      reply.header("allow", allowed.join(", "));
      return sendProblem(reply, problemOf("method_not_allowed"));
    }
    return sendPage(request, reply) ? reply : sendProblem(reply, problemOf("not_found"));
  });
}

function methodsOf(app: FastifyInstance, url: string): string[] {
  const path = url.split("?", 1)[0] ?? "";
  return app.supportedMethods.filter((method) => app.findRoute({ method, url: path }) !== null);
}
