import { problemOf } from "@parley/protocol";
import type { FastifyReply } from "fastify";
import Type from "typebox";
import { SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps, Part } from "./deps.ts";
import { PROBLEM_TYPE } from "./errors.ts";

const Health = Type.Object({ status: Type.Literal("ok") });

const OK = { status: "ok" } as const;

const shared = { tags: ["health"], security: SECURITY.none };
const response = { 200: json("Yes.", Health, OK), ...problems() };

/** For load balancers and whoever else watches over servers. They know them by their address. */
export function healthRoutes(app: App, { parts }: Pick<HttpDeps, "parts">): void {
  const config = { anyHost: true };
  const live = { operationId: "isLive", summary: "Does the process answer?", ...shared, response };
  app.get("/health/live", { schema: live, config }, () => OK);
  const ready = {
    operationId: "isReady",
    summary: "Does everything work that clients need?",
    description: "503 names what does not, `draining` when the server is about to stop.",
    ...shared,
    response,
  };
  app.get("/health/ready", { schema: ready, config }, async (_request, reply) => {
    const missing = await missingOf(parts);
    return missing.length === 0 ? reply.send(OK) : sendNotReady(reply, missing);
  });
}

/** Not thrown: what goes wrong inside would be logged each time, and kept from the client. */
function sendNotReady(reply: FastifyReply, missing: readonly string[]): FastifyReply {
  const problem = problemOf("unavailable", `Not ready: ${missing.join(", ")}.`);
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
}

async function missingOf(parts: readonly Part[]): Promise<string[]> {
  const all = await Promise.all(
    parts.map(async ({ name, works }) => ((await works()) ? [] : [name])),
  );
  return all.flat();
}
