import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { SendNotFoundPage } from "./errors.ts";

/** Paths that the web client routes by itself. A room code may be typed in any case. */
const PAGES = ["/", "/sign-in", "/sign-up", "/:code(^[a-zA-Z]{3}-[a-zA-Z]{4}-[a-zA-Z]{3}$)"];

const FOREVER = "public, max-age=31536000, immutable";

/**
 * Serves a Vite build: its page for the client's own paths, and its files, of which those in
 * assets/ carry a hash in their name. Returns what shows the page for unknown paths, as a 404.
 */
export async function webRoutes(app: FastifyInstance, webRoot: string): Promise<SendNotFoundPage> {
  const page = await readFile(join(webRoot, "index.html"), "utf8");
  for (const path of PAGES) {
    app.get(path, { schema: { hide: true } }, (_request, reply) => sendPage(reply, page));
  }
  const assets = join(webRoot, "assets");
  await app.register(fastifyStatic, {
    root: webRoot,
    wildcard: false,
    index: false,
    globIgnore: ["index.html*"],
    preCompressed: true,
    cacheControl: false,
    acceptRanges: false,
    decorateReply: false,
    setHeaders: (reply, path) => {
      reply.header("cache-control", path.startsWith(assets) ? FOREVER : "no-cache");
    },
  });
  return ({ headers, method }, reply) => {
    const wanted = method === "GET" && headers.accept?.includes("text/html") === true;
    if (wanted) void sendPage(reply.code(404), page);
    return wanted;
  };
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(page);
}
