import assert from "node:assert/strict";
import { test } from "node:test";
import { ResumePoint, countersOf } from "../src/resume-point.ts";
import { lobby, presence, welcome } from "./support/messages.ts";

const URL = "ws://127.0.0.1/ws/room/abc-defg-hij/?ticket=t+1";
const frame = (seq: number | null, n: number | null) => ({ seq, n });

test("before the first welcome the URL is as it was given", () => {
  assert.equal(new ResumePoint().address("wss://x/?ticket=a b"), "wss://x/?ticket=a b");
});

test("from the lobby there is only the token; after the welcome the position too", () => {
  const point = new ResumePoint();
  point.waiting(lobby({ resumeToken: "w/1" }));
  assert.equal(point.address(URL), `${URL}&resume=w%2F1`);
  point.welcomed(welcome({ resumeToken: "r1", stream: "s 1", seq: 7, n: 2 }));
  assert.equal(point.address(URL), `${URL}&resume=r1&stream=s+1&seq=7&n=2`);
});

test("each counter goes up by one; frames without one do not count", () => {
  const point = new ResumePoint();
  point.welcomed(welcome({ seq: 7, n: 2 }));
  for (const counters of [frame(8, null), frame(null, 3), frame(null, null), frame(9, null)])
    assert(point.follow(counters));
  assert.match(point.address(URL), /&seq=9&n=3$/);
});

test("a missing or repeated frame is a gap, in either counter", () => {
  for (const counters of [frame(9, null), frame(7, null), frame(null, 4), frame(null, 2)]) {
    const point = new ResumePoint();
    point.welcomed(welcome({ seq: 7, n: 2 }));
    assert(!point.follow(counters), JSON.stringify(counters));
  }
});

test("after a gap the token stays; refused, nothing does", () => {
  const point = new ResumePoint();
  point.welcomed(welcome({ resumeToken: "r1" }));
  point.forgetPosition();
  assert.equal(point.address(URL), `${URL}&resume=r1`);
  point.forget();
  assert.equal(point.address(URL), URL);
});

test("the counters of a message are those that it has", () => {
  assert.deepEqual(countersOf(presence(8)), frame(8, null));
  assert.deepEqual(countersOf({ type: "pong", t: 1 }), frame(null, null));
  assert.deepEqual(
    countersOf({ type: "permissions", permissions: [], n: 3, after: 8 }),
    frame(null, 3),
  );
});
