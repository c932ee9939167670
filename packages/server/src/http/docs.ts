import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { JsonObject } from "@parley/protocol";
import Type from "typebox";
import { SECURITY, problems } from "./api-schema.ts";
import type { App } from "./deps.ts";
import { DOCS_PAGE, DOCS_SCRIPT } from "./docs-page.ts";
import { finishDocument } from "./openapi-document.ts";

const tags = ["docs"];

/** The folder of Swagger UI's own files. */
const SWAGGER_UI = join(
  dirname(fileURLToPath(import.meta.resolve("@fastify/swagger-ui"))),
  "static",
);

/** The OpenAPI document, and Swagger UI to read it and try it. */
export async function docsRoutes(app: App): Promise<void> {
  schemaRoute(app);
  pageRoute(app);
  app.get("/api/docs/start.js", { schema: { hide: true } }, (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").send(DOCS_SCRIPT),
  );
  await app.register(fastifyStatic, {
    root: SWAGGER_UI,
    prefix: "/api/docs/static/",
    index: false,
    decorateReply: false,
  });
}

function schemaRoute(app: App): void {
  const anything = Type.Object({}, { additionalProperties: true });
  const schema = {
    operationId: "getSchema",
    summary: "This API as an OpenAPI 3.1 document",
    tags,
    security: SECURITY.none,
    response: {
      200: {
        description: "The document.",
        content: { "application/json": { schema: anything } },
      },
      ...problems(),
    },
  };
  let document: JsonObject | null = null;
  app.get("/api/schema/", { schema }, () => (document ??= finishDocument(app.swagger())));
}

function pageRoute(app: App): void {
  const schema = {
    operationId: "getDocs",
    summary: "This API in Swagger UI",
    tags,
    security: SECURITY.none,
    response: {
      200: { description: "A page.", content: { "text/html": { schema: Type.String() } } },
      ...problems(),
    },
  };
  app.get("/api/docs/", { schema }, async (_request, reply) =>
    reply.type("text/html; charset=utf-8").send(DOCS_PAGE),
  );
}
