import assert from "node:assert/strict";
import diagnostics from "node:diagnostics_channel";
import { after, before, test } from "node:test";
import {
  CreateRoomBody,
  type JsonObject,
  LoginBody,
  RegisterBody,
  isErrorCode,
  isObject,
} from "@parley/protocol";
import type { FastifyInstance, RouteOptions } from "fastify";
import { Check } from "typebox/value";
import { CONTRACT, SECURITIES } from "./api-contract.ts";
import { at, entriesAt, listAt, objectAt } from "./json-walk.ts";
import { type Harness, startHttp } from "./harness.ts";
import { buildWebRoot } from "./web-root.ts";

type Route = { readonly method: string; readonly path: string; readonly hidden: boolean };

let harness: Harness;
let document: JsonObject;
let web: Awaited<ReturnType<typeof buildWebRoot>>;
const routes: Route[] = [];

function isFastify(value: unknown): value is FastifyInstance {
  return isObject(value) && typeof value["addHook"] === "function";
}

/** Sees every instance that Fastify makes, before it has any route. */
function watch(message: unknown): void {
  const instance = isObject(message) ? message["fastify"] : undefined;
  assert.ok(isFastify(instance));
  instance.addHook("onRoute", (route) => {
    routes.push(...routesOf(route));
  });
}

function routesOf({ method, url, schema }: RouteOptions): Route[] {
  const path = url.replaceAll(/:(\w+)(\([^)]*\))?/g, "{$1}");
  const hidden = schema?.hide === true;
  return [method].flat().map((name) => ({ method: name, path, hidden }));
}

before(async () => {
  diagnostics.subscribe("fastify.initialization", watch);
  web = await buildWebRoot();
  harness = await startHttp({ webRoot: web.root });
  diagnostics.unsubscribe("fastify.initialization", watch);
  document = (await harness.client().get("/api/schema/")).json();
});
after(async () => {
  await harness.close();
  await web.remove();
});

/** What is no part of the API: the web client, and the files of Swagger UI. */
const NO_API = new Set([
  "/",
  "/sign-in",
  "/sign-up",
  "/{code}",
  "/rooms/{code}",
  "/doctor/{code}",
  "/favicon.svg",
  "/metrics",
  "/doctor/",
  "/api/docs/start.js",
]);
const NO_API_FOLDERS = ["/assets/", "/api/docs/static/"];

function isApi({ path }: Route): boolean {
  return !NO_API.has(path) && !NO_API_FOLDERS.some((folder) => path.startsWith(folder));
}

/** The routes of the API that a document leaves out. HEAD goes with GET. */
function missing(all: readonly Route[], paths: JsonObject): string[] {
  return all
    .filter((route) => isApi(route) && route.method !== "HEAD")
    .filter(({ method, path }) => at(paths, path, method.toLowerCase()) === undefined)
    .map(({ method, path }) => `${method} ${path}`);
}

type Operation = { readonly name: string; readonly operation: JsonObject };

function operations(): Operation[] {
  return Object.entries(objectAt(document, "paths")).flatMap(([path, item]) =>
    Object.keys(objectAt(item)).map((method) => ({
      name: `${method} ${path}`,
      operation: objectAt(item, method),
    })),
  );
}

test("[API1] every route of the API is in the document, and the rest is declared as not part", () => {
  assert.ok(routes.length > 20, "the routes were not seen");
  assert.deepEqual(missing(routes, objectAt(document, "paths")), []);
  assert.deepEqual(
    routes.filter((route) => route.hidden === isApi(route)),
    [],
  );
});

test("[API1] a route that is not in the document would be noticed", () => {
  const forgotten = { method: "DELETE", path: "/forgotten/{code}/", hidden: false };
  const all = [...routes, forgotten];
  assert.deepEqual(missing(all, objectAt(document, "paths")), ["DELETE /forgotten/{code}/"]);
});

test("[API1] the document has the paths of the contract, as the contract writes them", () => {
  const names = operations().map(({ name }) => name);
  assert.deepEqual(names.toSorted(), Object.keys(CONTRACT).toSorted());
});

test("[API2] the document is OpenAPI 3.1 with title, version and licence", () => {
  assert.match(String(document["openapi"]), /^3\.1\.\d$/);
  const { title, version, description, license } = objectAt(document, "info");
  assert.equal(title, "Parley");
  assert.match(String(version), /^\d+\.\d+\.\d+$/);
  assert.match(String(description), /X-CSRFToken/);
  assert.deepEqual(license, { name: "MIT", identifier: "MIT" });
});

test("[API2] every operation has an id of its own, a summary and a declared tag", () => {
  const names = new Set(listAt(document, "tags").map((tag) => at(tag, "name")));
  const ids = operations().map(({ operation }) => operation["operationId"]);
  assert.equal(new Set(ids).size, ids.length);
  for (const { name, operation } of operations()) {
    assert.ok(typeof operation["operationId"] === "string", name);
    assert.ok(typeof operation["summary"] === "string", name);
    const used = listAt(operation, "tags");
    assert.equal(used.length, 1, name);
    assert.ok(names.has(used[0]), name);
  }
});

test("[API2] operations say how they are authenticated, with schemes that are declared", () => {
  const security = Object.fromEntries(
    operations().map(({ name, operation }) => [name, operation["security"]]),
  );
  const expected = Object.entries(CONTRACT).map(([name, { by }]) => [name, SECURITIES[by]]);
  assert.deepEqual(security, Object.fromEntries(expected));
  const schemes = objectAt(document, "components", "securitySchemes");
  const where = Object.entries(schemes).map(([name, scheme]) => [
    name,
    at(scheme, "type"),
    at(scheme, "in"),
    at(scheme, "name"),
  ]);
  assert.deepEqual(where, [
    ["session", "apiKey", "cookie", "sessionid"],
    ["guest", "apiKey", "cookie", "guestid"],
    ["bearer", "http", undefined, undefined],
    ["csrf", "apiKey", "header", "X-CSRFToken"],
  ]);
});

test("[API2] parameters of path and query are declared, and only those", () => {
  for (const { name, operation } of operations()) {
    const declared = listAt(operation, "parameters").map((parameter) => [
      at(parameter, "in"),
      at(parameter, "name"),
    ]);
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map((match) => ["path", match[1]]);
    const inQuery = (CONTRACT[name]?.query ?? []).map((query) => ["query", query]);
    assert.deepEqual(new Set(declared), new Set([...inPath, ...inQuery]), name);
  }
});

function bodyOf(operation: JsonObject): string | undefined {
  const media = at(operation, "requestBody", "content", "application/json");
  const reference = at(media, "schema", "$ref");
  if (media === undefined) return undefined;
  const optional = at(operation, "requestBody", "required") === true ? "" : "?";
  return `${String(reference).replace("#/components/schemas/", "")}${optional}`;
}

test("[API2] bodies are the protocol's own schemas; some may be left out", () => {
  for (const { name, operation } of operations()) {
    assert.equal(bodyOf(operation), CONTRACT[name]?.body, name);
  }
  for (const [name, schema] of Object.entries({ CreateRoomBody, LoginBody, RegisterBody })) {
    const { examples: _, ...published } = objectAt(document, "components", "schemas", name);
    assert.deepEqual(published, JSON.parse(JSON.stringify(schema)), name);
  }
});

/** The schema with everything that it refers to in place of the references. */
function resolved(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(resolved);
  if (!isObject(node)) return node;
  const reference = node["$ref"];
  if (typeof reference === "string") {
    const [root, ...keys] = reference.split("/");
    assert.equal(root, "#", reference);
    return resolved(objectAt(document, ...keys));
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolved(value)]));
}

test("[API2] every reference leads somewhere and every component is used", () => {
  const used = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
  const declared = Object.keys(objectAt(document, "components", "schemas"));
  resolved(document);
  assert.deepEqual(new Set([...used].map((match) => match[1])), new Set(declared));
});

type Media = { readonly about: string; readonly media: JsonObject };

/** Every described body of a response. */
function responseMedia(): Media[] {
  return operations().flatMap(({ name, operation }) =>
    Object.entries(objectAt(operation, "responses")).flatMap(([status, response]) => {
      const described = at(response, "description");
      assert.ok(typeof described === "string" && described !== "Default Response", name);
      return entriesAt(response, "content").map(([type, media]) => ({
        about: `${name} ${status} ${type}`,
        media: objectAt(media),
      }));
    }),
  );
}

test("[API2] every example matches its schema", () => {
  let checked = 0;
  const assertMatches = (schema: unknown, example: unknown, about: string) => {
    checked += 1;
    assert.ok(Check(objectAt(resolved(schema)), example), about);
  };
  for (const { about, media } of responseMedia()) {
    if (media["example"] !== undefined) assertMatches(media["schema"], media["example"], about);
    for (const [code, example] of entriesAt(media, "examples")) {
      assert.ok(isErrorCode(code), about);
      assertMatches(media["schema"], at(example, "value"), about);
    }
  }
  for (const [name, schema] of entriesAt(document, "components", "schemas")) {
    for (const example of listAt(schema, "examples")) {
      assertMatches(schema, example, name);
    }
  }
  assert.ok(checked > 60, `${checked} examples`);
});

test("[API2] every JSON response has an example, and every operation its problems", () => {
  for (const { about, media } of responseMedia()) {
    if (about.startsWith("get /api/")) continue;
    assert.ok(media["example"] !== undefined || media["examples"] !== undefined, about);
  }
  for (const { name, operation } of operations()) {
    for (const status of ["400", "421", "500", "503"]) {
      const found = at(operation, "responses", status, "content", "application/problem+json");
      assert.ok(found !== undefined, `${name} ${status}`);
    }
  }
});

test("[API3] Swagger UI is at /api/docs/, asks nobody else and has no script in the page", async () => {
  const client = harness.client();
  const page = await client.get("/api/docs/");
  assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
  const links = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? "");
  assert.ok(links.length >= 4);
  for (const link of links) {
    assert.match(link, /^\/api\/docs\//);
    assert.equal((await client.get(link)).status, 200, link);
  }
  assert.doesNotMatch(page.text, /<script(?![^>]*\ssrc=)|\son\w+=|style=/);
  const script = await client.get("/api/docs/start.js");
  assert.match(script.text, /url: "\/api\/schema\/"/);
  assert.match(script.text, /validatorUrl: null/);
});
