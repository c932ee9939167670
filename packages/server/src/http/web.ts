import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { SendNotFoundPage } from "./errors.ts";

/** Paths that the web client routes by itself. A room code may be typed in any case. */
const CODE = "^[a-zA-Z]{3}-[a-zA-Z]{4}-[a-zA-Z]{3}$";
const PAGES = [
  ...["/", "/sign-in", "/sign-up"],
  ...[`/:code(${CODE})`, `/rooms/:code(${CODE})`, `/doctor/:code(${CODE})`],
];
/** Paths of the API that are pages of the client too: the page is for who opens the address. */
const SHARED = /^\/(?:account|rooms)\/?(?:\?|$)/;

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
  app.addHook("onRequest", async (request, reply) => {
    if (!SHARED.test(request.url)) return undefined;
    reply.header("vary", "Accept");
    return wantsPage(request) ? sendPage(reply, page) : undefined;
  });
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
  return (request, reply) => {
    const wanted = wantsPage(request);
    if (wanted) void sendPage(reply.code(404), page);
    return wanted;
  };
}

/** As a browser does that opens an address (RFC 9110 section 12.5.1). */
function wantsPage({ method, headers }: FastifyRequest): boolean {
  return method === "GET" && headers.accept?.includes("text/html") === true;
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(page);
}
