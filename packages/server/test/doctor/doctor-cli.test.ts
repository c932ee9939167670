/** The whole command, against a server in a process of its own. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { DoctorReport } from "@parley/protocol/doctor";
import { freePort } from "../support/free-port.ts";
import { startPostgres } from "../support/postgres.ts";
import { startRedis } from "../support/redis.ts";
import { TestSocket } from "../support/test-socket.ts";
import { type Place, Program, startServer } from "./doctor-process.ts";

type Env = { readonly [name: string]: string };

function startDoctor(t: TestContext, env: Env, ...args: readonly string[]): Program {
  const doctor = new Program("doctor/main.ts", env, args);
  t.after(() => doctor.close());
  return doctor;
}

async function started(t: TestContext): Promise<Place> {
  const place = await startServer();
  t.after(() => place.close());
  return place;
}

/** The code of the room that the doctor waits in. */
async function roomOf(doctor: Program): Promise<string> {
  return /\/doctor\/([a-z-]+)$/.exec(await doctor.line(/\/doctor\//))?.[1] ?? "";
}

/** What a guest is told of the room. */
async function statusOf({ url }: Place, code: string): Promise<number> {
  const { cookie } = await guest(url);
  return (await fetch(`${url}/room/${code}/`, { headers: { cookie } })).status;
}

async function guest(url: string) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ displayName: "Gus" });
  const response = await fetch(`${url}/guest/`, { method: "POST", headers, body });
  assert.equal(response.status, 201);
  const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  return { cookie: cookies.join("; ") };
}

test("[DOCTOR1] all is well: every line is ok, and so is the exit", async (t) => {
  const { env } = await started(t);
  const doctor = startDoctor(t, env, "--no-browser");
  assert.equal(await doctor.ended(), 0, doctor.said);
  const lines = doctor.said.trim().split("\n");
  const checks = ["settings", "server", "clock", "database", "public address", "websocket"];
  for (const check of [...checks, "media port", "media address", "relay"]) {
    assert.ok(
      lines.some((line) => line.startsWith(`ok    ${check}  `)),
      `${check} in:\n${doctor.said}`,
    );
  }
  assert.equal(lines.at(-1), "9 ok.");
});

test("[DOCTOR1] what FAILs says what to change, and the exit code is 1", async (t) => {
  const away = startDoctor(t, { PORT: String(await freePort()), DATA_DIR: "/nowhere" });
  assert.equal(await away.ended(), 1);
  assert.match(away.said, /^FAIL {2}server .*\n +-> Start Parley/m);
  assert.match(away.said, /^FAIL {2}database .*\n +-> .*DATA_DIR/m);
  const wrong = startDoctor(t, { PORT: "x" });
  assert.equal(await wrong.ended(), 1);
  assert.match(wrong.said, /^FAIL {2}settings .*\n +-> PORT takes a whole number/m);
});

test("[DOCTOR1] --help says what there is; a word that is not known is refused", async (t) => {
  const help = startDoctor(t, {}, "--help");
  assert.equal(await help.ended(), 0);
  assert.match(help.said, /--no-browser/);
  const unknown = startDoctor(t, {}, "--brower");
  assert.equal(await unknown.ended(), 2);
  assert.match(unknown.said, /--brower/);
});

test("[DOCTOR10] Ctrl+C ends the wait, and with it the account and its room", async (t) => {
  const place = await started(t);
  const doctor = startDoctor(t, place.env);
  const code = await roomOf(doctor);
  assert.equal(await statusOf(place, code), 200);
  doctor.interrupt();
  assert.equal(await doctor.ended(), 0, doctor.said);
  assert.match(doctor.said, /^Stopped\.$/m);
  assert.equal(await statusOf(place, code), 410);
});

test("[DOCTOR11] what a page tells is printed and counts; then all is deleted", async (t) => {
  const place = await started(t);
  const doctor = startDoctor(t, place.env);
  const code = await roomOf(doctor);
  const socket = TestSocket.open(`${place.url.replace("http", "ws")}/ws/room/${code}/`, {
    headers: { ...(await guest(place.url)), origin: place.url },
  });
  t.after(() => socket.terminate());
  const { participants } = await socket.next("welcome");
  const to = participants.find(({ role }) => role === "owner")?.id;
  const report = (told: DoctorReport | object) =>
    socket.send({ type: "candidate", to, candidate: { candidate: JSON.stringify(told) } });
  const finding = {
    check: "media up",
    verdict: "fail",
    found: "None.",
    change: "Open it.",
  } as const;
  report({ type: "finding", finding: { ...finding, verdict: "perhaps" } });
  report({ type: "finding", finding });
  report({ type: "end" });
  assert.equal(await doctor.ended(), 1, doctor.said);
  assert.match(doctor.said, /^FAIL {2}browser: media up +None\.\n +-> Open it\.$/m);
  assert.doesNotMatch(doctor.said, /perhaps/);
  assert.equal(await statusOf(place, code), 410);
});

test("[DOCTOR11] a browser that cannot be started is told", async (t) => {
  const { env } = await started(t);
  const doctor = startDoctor(t, env, "--browser", "/nowhere/chromium");
  assert.equal(await doctor.ended(), 1);
  assert.match(doctor.said, /^FAIL {2}browser .*ENOENT.*\n +-> .*--browser/m);
});

test("[DOCTOR7] of a node the other nodes and Redis are told as well", async (t) => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const shared = { REDIS_URL: redis.url, SECRET: "a secret of the nodes, of 32 or more letters" };
  const env = { ...shared, DATABASE_URL: await postgres.createDatabase() };
  const [one, two] = [await startServer(env), await startServer(env)];
  t.after(async () => {
    await Promise.all([one.close(), two.close()]);
    await Promise.all([postgres.close(), redis.close()]);
  });
  const doctor = startDoctor(t, one.env, "--no-browser");
  assert.equal(await doctor.ended(), 0, doctor.said);
  assert.match(doctor.said, /^ok {4}cluster .* others take links at 127\.0\.0\.1:\d+\.$/m);
  assert.match(doctor.said, /^ok {4}redis .* is Redis \d/m);
  assert.match(doctor.said, /^ok {4}database .* is Postgres \d/m);
});
