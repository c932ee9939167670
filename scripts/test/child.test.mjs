import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { runChild, runTogether } from "../lib/child.mjs";
import { ROOT } from "../lib/paths.mjs";
import { tempFolder } from "./temp.mjs";

const LIB = JSON.stringify(join(ROOT, "scripts/lib/")).slice(1, -1);

/** As scripts/start.mjs, with a stand-in for the server. */
const START = `
  import { runScript } from "${LIB}child.mjs";
  import { serve } from "${LIB}serve.mjs";
  const setup = { root: process.cwd(), log: console.log, env: process.env, graceMs: 300 };
  await runScript((stop) => serve({ ...setup, stop }, process.argv[2]));
`;

const READY = 'setInterval(() => {}, 1e6); console.log("ready " + process.pid);';

/** Stops on the first signal, as the real one: in its own time, whatever comes after. */
const POLITE = `
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setImmediate(() => { console.log("stopped"); process.exit(0); });
  };
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, stop);
  ${READY}
`;

const STUBBORN = `for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => {}); ${READY}`;

test("Ctrl+C, which every process of the terminal gets, stops the server: exit code 0", async (t) => {
  const { start, pid, output } = await started(t, POLITE);
  process.kill(-pid, "SIGINT");
  process.kill(-pid, "SIGINT");
  assert.deepEqual(await once(start, "exit"), [0, null]);
  assert.match(await output, /stopped\n$/);
});

for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT", "SIGHUP"])) {
  test(`${signal} to the script alone stops the server: exit code 0`, async (t) => {
    const { start, output } = await started(t, POLITE);
    start.kill(signal);
    assert.deepEqual(await once(start, "exit"), [0, null]);
    assert.match(await output, /stopped\n$/);
  });
}

test("a server that is stopped before it listens for signals has stopped cleanly", async (t) => {
  const { start, pid } = await started(t, READY);
  process.kill(-pid, "SIGINT");
  assert.deepEqual(await once(start, "exit"), [0, null]);
});

test("a server that does not stop is killed: exit code 1", async (t) => {
  const { start, output, server } = await started(t, STUBBORN);
  start.kill("SIGTERM");
  assert.deepEqual(await once(start, "exit"), [1, null]);
  assert.match(await output, /did not stop in time/);
  assert.throws(() => process.kill(server, 0), { code: "ESRCH" });
});

test("the exit code of a server that ends by itself is passed on", async (t) => {
  const { start } = launch(t, "process.exitCode = 3;");
  assert.deepEqual(await once(start, "exit"), [3, null]);
});

test("a server that dies by a signal nobody asked for gives 128 plus its number", async (t) => {
  const { start } = launch(t, 'process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1e6);');
  assert.deepEqual(await once(start, "exit"), [137, null]);
});

test("of programs that belong together, one that ends stops the other", async (t) => {
  const cwd = tempFolder(t, { "a.mjs": READY, "b.mjs": "process.exitCode = 4;" });
  const node = (/** @type {string} */ file) => ({
    command: process.execPath,
    args: [file],
    env: process.env,
  });
  const stop = new AbortController().signal;
  const { first, ended } = await runTogether([node("a.mjs"), node("b.mjs")], {
    cwd,
    stop,
    capture: true,
  });
  assert.equal(first, 1);
  assert.deepEqual(
    ended.map(({ code, how }) => ({ code, how })),
    [
      { code: 143, how: "by signal" },
      { code: 4, how: "by itself" },
    ],
  );
});

test("what a captured program has started is stopped with it", async (t) => {
  const port = createServer().listen(0, "127.0.0.1");
  t.after(() => port.close());
  await once(port, "listening");
  const address = port.address();
  assert.ok(address !== null && typeof address === "object");
  const cwd = tempFolder(t, {
    "parent.mjs": `
      import { spawn } from "node:child_process";
      spawn(process.execPath, ["child.mjs"], { stdio: "inherit" });`,
    "child.mjs": `
      import { connect } from "node:net";
      for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => {});
      connect(${address.port}, "127.0.0.1");`,
  });
  const stop = new AbortController();
  const options = { cwd, stop: stop.signal, capture: true, graceMs: 300 };
  const running = runChild(process.execPath, ["parent.mjs"], options);
  const [grandchild] = await once(port, "connection");
  const gone = once(grandchild, "close").catch(() => "reset");
  grandchild.resume();
  stop.abort("SIGINT");
  assert.equal((await running).how, "killed");
  await gone;
});

test("a program that does not exist is an error, and a stop that came first starts nothing", async () => {
  const stop = new AbortController();
  const options = { cwd: ROOT, stop: stop.signal };
  await assert.rejects(runChild("/no/such/program", [], options), { code: "ENOENT" });
  stop.abort("SIGINT");
  await assert.rejects(runChild(process.execPath, [], options), (reason) => reason === "SIGINT");
});

/**
 * @param {import("node:test").TestContext} t
 * @param {string} server
 */
async function started(t, server) {
  const { start, output } = launch(t, server);
  const [ready] = await once(start.stdout, "data");
  return { start, output, pid: start.pid ?? 0, server: pidIn(String(ready)) };
}

/**
 * @param {import("node:test").TestContext} t
 * @param {string} server
 */
function launch(t, server) {
  const cwd = tempFolder(t, {
    "start.mjs": START,
    "server.mjs": server,
    "node_modules/.bin/.keep": "",
  });
  symlinkSync(process.execPath, join(cwd, "node_modules/.bin/node"));
  const start = spawn(process.execPath, ["start.mjs", "server.mjs"], {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => killGroup(start.pid));
  return { start, output: text(start.stdout) };
}

/** @param {string} output */
function pidIn(output) {
  return Number(/ready (\d+)/.exec(output)?.[1]);
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // All of them have ended.
  }
}
