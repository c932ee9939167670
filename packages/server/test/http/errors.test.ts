import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ParleyError } from "@parley/protocol";
import { pino } from "pino";
import type { Stores } from "../../src/runtime/ports.ts";
import { type Harness, signedInClient, startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";
import { replacing } from "./replacing.ts";

let harness: Harness;
before(async () => {
  harness = await startHttp();
});
after(() => harness.close());

const ROUTES: readonly [path: string, allow: string][] = [
  ["/register/", "POST"],
  ["/login/", "POST"],
  ["/logout/", "POST"],
  ["/create-room/", "POST"],
  ["/join-room/", "POST"],
  ["/auth-test/", "GET, HEAD"],
  ["/token/", "POST"],
  ["/token/refresh/", "POST"],
  ["/token/revoke/", "POST"],
  ["/guest/", "GET, HEAD, POST"],
  ["/account/", "GET, HEAD, DELETE, PATCH"],
  ["/account/password/", "POST"],
  ["/account/sessions/", "GET, HEAD, DELETE"],
  ["/rooms/", "GET, HEAD"],
  ["/room/abc-defg-hij/", "GET, HEAD, DELETE, PATCH"],
  ["/room/abc-defg-hij/attendance/", "GET, HEAD"],
  ["/room/abc-defg-hij/messages/", "GET, HEAD"],
  ["/room/abc-defg-hij/bans/", "GET, HEAD, DELETE"],
  ["/room/abc-defg-hij/invites/", "GET, HEAD, DELETE, POST"],
  ["/ws/room/abc-defg-hij/", "GET, HEAD"],
  ["/api/docs/", "GET, HEAD"],
  ["/api/schema/", "GET, HEAD"],
];

test("[HTTP3] a method that a path does not take is 405, with those that it takes", async () => {
  const client = harness.client();
  for (const [path, allow] of ROUTES) {
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    for (const method of methods.filter((name) => !allow.includes(name))) {
      for (const spelling of [path, path.slice(0, -1), `${path}?x=1`]) {
        const answer = await client.send({ method, path: spelling });
        assertProblem(answer, "method_not_allowed", `${method} ${spelling}`);
        assert.equal(answer.headers.allow, allow);
      }
    }
  }
});

test("[HTTP4] every path works with and without the trailing slash", async () => {
  const client = await signedInClient(harness);
  const code = String((await client.post("/create-room")).json()["code"]);
  for (const path of ["/auth-test", "/account", `/room/${code}`, "/api/schema", "/api/docs"]) {
    for (const spelling of [path, `${path}/`]) {
      assert.equal((await client.get(spelling)).status, 200, spelling);
    }
  }
  assert.equal((await client.post("/join-room", { code })).status, 200);
  assert.equal((await client.post("/logout")).status, 204);
});

test("the signalling path tells a plain request to upgrade", async () => {
  const answer = await harness.client().get("/ws/room/abc-defg-hij/");
  assertProblem(answer, "upgrade_required");
  assert.equal(answer.headers.upgrade, "websocket");
});

/** The real stores, but looking for a room fails. */
function failingWith(error: Error): (real: Stores) => Stores {
  const byCode = async () => {
    throw error;
  };
  return (real) => ({ ...real, rooms: replacing(real.rooms, "byCode", byCode) });
}

const FAULTS = [
  { error: new TypeError("secret detail of the database"), code: "internal" },
  { error: new ParleyError("unavailable", "secret detail of the disk"), code: "unavailable" },
] as const;

for (const { error, code } of FAULTS) {
  test(`[HTTP5] a fault of ours is ${code}: the client sees no cause, the log does`, async (t) => {
    const lines: string[] = [];
    const log = pino({ level: "info" }, { write: (line) => lines.push(line) });
    const own = await startHttp({ log, stores: failingWith(error) });
    t.after(() => own.close());
    const client = await signedInClient(own);
    lines.length = 0;
    const answer = await client.get("/room/abc-defg-hij/");
    assertProblem(answer, code);
    assert.doesNotMatch(answer.text, /secret detail/);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /"level":50,.*secret detail.*"msg":"request failed"/);
  });
}
