import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { readConfig } from "../../src/config.ts";
import { readSecret } from "../../src/doctor/facts.ts";
import { askServer, checkClock, checkNode } from "../../src/doctor/inside-check.ts";
import { holdsDoctorToken, issueDoctorToken } from "../../src/identity/doctor-token.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { SECRET, startHttp } from "../http/harness.ts";
import { assertProblem } from "../http/problems.ts";
import { TestApp } from "../support/test-app.ts";
import { told } from "./replies.ts";

const secret = Buffer.from(SECRET);
const NOW = 1_750_000_000_000;

test("[DOCTOR2] a token holds for five minutes, with the secret it was made with", () => {
  const token = issueDoctorToken(secret, NOW);
  assert.match(token, /^doctor\.\d+\.[\w-]{43}$/);
  assert.ok(holdsDoctorToken(secret, token, NOW));
  assert.ok(holdsDoctorToken(secret, token, NOW + LIMITS.doctorTokenMs - 1));
  assert.ok(!holdsDoctorToken(secret, token, NOW + LIMITS.doctorTokenMs));
  assert.ok(!holdsDoctorToken(Buffer.from("another"), token, NOW));
  const [label = "", expiry = "", signature = ""] = token.split(".");
  const changed = [
    ...[`${label}.${Number(expiry) + 1}.${signature}`, `x.${expiry}.${signature}`],
    ...[`${label}.${expiry}.`, `${token}.x`, `${label}.${expiry}.${signature.slice(1)}`, ""],
  ];
  for (const wrong of changed) assert.ok(!holdsDoctorToken(secret, wrong, NOW), wrong);
});

test("[DOCTOR2] /doctor/ is to be found with such a token alone, under any host name", async (t) => {
  const harness = await startHttp();
  t.after(() => harness.close());
  const client = harness.client();
  const bearing = (token: string) => ({ authorization: `Bearer ${token}` });
  const token = issueDoctorToken(secret, harness.clock.now());
  const late = issueDoctorToken(secret, harness.clock.now() - LIMITS.doctorTokenMs);
  for (const headers of [{}, bearing("x"), bearing(late), { authorization: token }]) {
    assertProblem(await client.get("/doctor/", headers), "not_found", JSON.stringify(headers));
  }
  for (const host of ["127.0.0.1", "192.0.2.7:8000", "box.example.org"]) {
    assert.equal((await client.get("/doctor/", { host, ...bearing(token) })).status, 200, host);
  }
});

test("[DOCTOR2] the doctor makes its token from DATA_DIR or SECRET, and makes no secret", async (t) => {
  const app = await TestApp.start({ clock: systemClock });
  t.after(() => app.close());
  const env = { PORT: new URL(app.url).port };
  const answer = await askServer(readConfig({ ...env, DATA_DIR: app.dataDir }));
  assert.ok(!("verdict" in answer));
  assert.equal(answer.facts.caller.address, "127.0.0.1");
  assert.deepEqual(answer.facts.caller.forwarded, []);
  assert.equal(told(checkClock(answer)).slice(0, 3), "ok:");
  const made = await readFile(join(app.dataDir, "secret"), "utf8");
  assert.ok(!("verdict" in (await askServer(readConfig({ ...env, SECRET: made })))));
  const other = await askServer(readConfig({ ...env, SECRET }));
  assert.ok("verdict" in other);
  assert.match(told(other), /^fail: .* -> .*SECRET or DATA_DIR/);
  const nowhere = readConfig({ ...env, DATA_DIR: join(app.dataDir, "nowhere") });
  const none = await askServer(nowhere);
  assert.ok("verdict" in none);
  assert.match(told(none), /^fail: .*ENOENT.* -> .*DATA_DIR/);
  await assert.rejects(readSecret(nowhere));
});

test("[DOCTOR1] a clock that is wrong is told", async (t) => {
  const app = await TestApp.start({ clock: systemClock });
  t.after(() => app.close());
  const config = readConfig({ PORT: new URL(app.url).port, DATA_DIR: app.dataDir });
  const answer = await askServer(config);
  assert.ok(!("verdict" in answer));
  assert.match(told(checkClock({ ...answer, at: answer.at - 4000 })), /^warn: .* 4 s .* -> .*NTP/);
});

test("[DOCTOR1] of a cluster it is told who else lives", async (t) => {
  const app = await TestApp.start({ clock: systemClock });
  t.after(() => app.close());
  const config = readConfig({ PORT: new URL(app.url).port, DATA_DIR: app.dataDir });
  const answer = await askServer(config);
  assert.ok(!("verdict" in answer));
  assert.deepEqual(checkNode(answer), []);
  const lineFor = (others: string[] | null) => {
    const facts = { ...answer.facts, node: { id: "abc", others } };
    return checkNode({ ...answer, facts })
      .map(told)
      .join();
  };
  assert.equal(lineFor([]), "ok: This is node abc; no other node lives.");
  assert.match(lineFor(["10.0.0.2:4000"]), /^ok: .* others take links at 10\.0\.0\.2:4000\.$/);
  assert.match(lineFor(null), /^warn: .* -> See database and redis/);
});
