import assert from "node:assert/strict";
import { test } from "node:test";
import { importsOf } from "../lib/imports.mjs";
import { layerProblems } from "../lib/layers.mjs";
import { tempFolder } from "./temp.mjs";

const MANIFESTS = {
  "package.json": '{ "devDependencies": { "fast-check": "1.0.0" } }',
  "packages/protocol/package.json": '{ "dependencies": { "typebox": "1.0.0" } }',
  "packages/server/package.json":
    '{ "dependencies": { "@parley/protocol": "1.0.0", "fastify": "1.0.0", "@fastify/static": "1.0.0" }, "devDependencies": { "@parley/sdk": "1.0.0" } }',
  "packages/sdk/package.json": '{ "dependencies": { "@parley/protocol": "1.0.0" } }',
  "packages/web/package.json":
    '{ "dependencies": { "@parley/sdk": "1.0.0" }, "devDependencies": { "vite": "1.0.0" } }',
};

const SERVER = "packages/server/src";

/** An import that goes the wrong way, and what is said about it. */
const WRONG = /** @type {readonly [file: string, name: string, problem: RegExp][]} */ ([
  [`${SERVER}/room/x.ts`, "../runtime/ports.ts", /room may not import runtime/],
  [`${SERVER}/room/x.ts`, "node:crypto", /room is pure/],
  [`${SERVER}/room/x.ts`, "fastify", /room is pure/],
  [`${SERVER}/runtime/x.ts`, "../http/x.ts", /runtime may not import http/],
  [`${SERVER}/identity/x.ts`, "../db/x.ts", /identity may not import db/],
  [`${SERVER}/http/x.ts`, "../ws/x.ts", /http may not import ws/],
  [`${SERVER}/http/x.ts`, "../room/x.ts", /http may not import room/],
  [`${SERVER}/http/deep/x.ts`, "../../db/x.ts", /http may not import db/],
  [`${SERVER}/ws/x.ts`, "../http/x.ts", /ws may not import http/],
  [`${SERVER}/db/x.ts`, "../runtime/room-runtime.ts", /db may not import runtime/],
  [`${SERVER}/db/x.ts`, "../runtime/portside.ts", /db may not import runtime/],
  [`${SERVER}/bus/x.ts`, "../db/x.ts", /bus may not import db/],
  [`${SERVER}/media/x.ts`, "../ws/x.ts", /media may not import ws/],
  [`${SERVER}/config.ts`, "./app.ts", /config\.ts may not import app\.ts/],
  [`${SERVER}/main.ts`, "./db/x.ts", /main\.ts may not import db/],
  [`${SERVER}/other/x.ts`, "../room/x.ts", /other is no layer/],
  [`${SERVER}/app.ts`, "../test/x.ts", /leaves src/],
  [`${SERVER}/app.ts`, "../../protocol/src/x.ts", /leaves packages\/server/],
  [`${SERVER}/app.ts`, "@parley/sdk", /packages\/server may not import @parley\/sdk/],
  [`${SERVER}/app.ts`, "@parley/server", /imports itself by path/],
  [`${SERVER}/app.ts`, "pino", /"pino" is not in packages\/server\/package\.json/],
  [`${SERVER}/app.ts`, "fast-check", /"fast-check" is not in/],
  [`${SERVER}/app.ts`, "@fastify/cors/types", /"@fastify\/cors" is not in/],
  [`${SERVER}/app.ts`, "fs", /write "node:fs"/],
  ["packages/server/test/x.test.ts", "pino", /"pino" is not in/],
  ["packages/server/test/x.test.ts", "../../sdk/src/x.ts", /leaves packages\/server/],
  ["packages/protocol/src/x.ts", "@parley/sdk", /packages\/protocol may not import/],
  ["packages/sdk/src/x.ts", "@parley/server", /packages\/sdk may not import @parley\/server/],
  ["packages/web/src/x.tsx", "@parley/server", /packages\/web may not import @parley\/server/],
  ["packages/web/src/x.tsx", "@parley/protocol", /"@parley\/protocol" is not in/],
  ["packages/web/src/x.tsx", "vite", /"vite" is not in/],
  ["e2e/x.spec.ts", "../packages/server/src/app.ts", /leaves e2e/],
  ["scripts/x.mjs", "fast-check", /which is all scripts may use/],
  ["scripts/x.mjs", "@parley/protocol", /scripts may not import/],
]);

const RIGHT = /** @type {readonly [file: string, name: string][]} */ ([
  [`${SERVER}/room/x.ts`, "./state.ts"],
  [`${SERVER}/room/x.ts`, "@parley/protocol"],
  [`${SERVER}/runtime/x.ts`, "../room/decide.ts"],
  [`${SERVER}/identity/x.ts`, "../runtime/live-rooms.ts"],
  [`${SERVER}/http/x.ts`, "../identity/x.ts"],
  [`${SERVER}/http/x.ts`, "@fastify/static/types"],
  [`${SERVER}/ws/deep/x.ts`, "../../runtime/room-registry.ts"],
  [`${SERVER}/db/x.ts`, "../runtime/ports.ts"],
  [`${SERVER}/db/x.ts`, "node:path"],
  [`${SERVER}/app.ts`, "./db/x.ts"],
  [`${SERVER}/app.ts`, "../package.json"],
  [`${SERVER}/main.ts`, "./app.ts"],
  ["packages/server/test/x.test.ts", "../src/db/x.ts"],
  ["packages/server/test/x.test.ts", "fast-check"],
  ["packages/server/test/x.test.ts", "@parley/sdk"],
  ["packages/web/vite.config.ts", "vite"],
  ["packages/web/src/x.tsx", "@parley/sdk"],
  ["e2e/x.spec.ts", "@parley/server"],
  ["e2e/x.spec.ts", "fast-check"],
  ["scripts/x.mjs", "node:fs"],
]);

for (const [file, name, problem] of WRONG) {
  test(`${file} may not import ${name}`, (t) => {
    const [first = "", ...others] = problemsOf(t, file, `import { x } from "${name}";\n`);
    assert.match(first, problem);
    assert.ok(first.startsWith(`${file}:1: `), first);
    assert.deepEqual(others, []);
  });
}

for (const [file, name] of RIGHT) {
  test(`${file} may import ${name}`, (t) => {
    assert.deepEqual(problemsOf(t, file, `import { x } from "${name}";\n`), []);
  });
}

test("every way to import is seen", () => {
  const source = [
    'import "./a.ts";',
    'import b from "./b.ts";',
    'import type { C } from "./c.ts";',
    'import {\n  type D,\n  d,\n} from "./d.ts";',
    'export * from "./e.ts";',
    'export { f } from "./f.ts";',
    'const g = await import("./g.ts");',
    'type H = import("./h.ts").H;',
    "const i = await import(name);",
  ].join("\n");
  const names = importsOf(source).map(({ name, line }) => `${name}:${line}`);
  assert.deepEqual(names.toSorted(), [
    "./a.ts:1",
    "./b.ts:2",
    "./c.ts:3",
    "./d.ts:4",
    "./e.ts:8",
    "./f.ts:9",
    "./g.ts:10",
    "./h.ts:11",
    "undefined:12",
  ]);
});

test("what only looks like an import is not one", () => {
  const source = [
    '// import { a } from "./a.ts";',
    ' * import("./b.ts")',
    'export const c = "import d from";',
    'export const list = Array.from("x");',
    "export function important() {}",
  ].join("\n");
  assert.deepEqual(importsOf(source), []);
});

test("a computed import is refused", (t) => {
  const problems = problemsOf(t, `${SERVER}/app.ts`, "await import(name);\n");
  assert.match(problems[0] ?? "", /takes a literal/);
});

/**
 * @param {import("node:test").TestContext} t
 * @param {string} file
 * @param {string} source
 */
function problemsOf(t, file, source) {
  return layerProblems(tempFolder(t, { ...MANIFESTS, [file]: source }));
}
