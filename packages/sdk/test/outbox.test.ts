import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type ClientMessage, LIMITS } from "@parley/protocol";
import { Outbox, type OutgoingMessage } from "../src/outbox.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { resumed, welcome } from "./support/messages.ts";

const LOST = { name: "SignalingError", code: "connection_lost" };
const BURST = LIMITS.messageBurst - LIMITS.messagesPerSecond;
const rename = (name: string): OutgoingMessage => ({ type: "participant.update", name });
const candidate: OutgoingMessage = { type: "candidate", to: "p2", candidate: null };

function setUp(t: TestContext) {
  const clock = new ManualClock();
  const outbox = new Outbox(clock);
  const sent: ClientMessage[] = [];
  t.after(() => outbox.close());
  /** The ids that went out since the last look. */
  const ids = () => sent.splice(0).map(({ id }) => id);
  const open = (how = welcome()) => outbox.open(how, (message) => sent.push(message));
  const ask = (message = rename("Bea")) => {
    const answer = outbox.request(message);
    // Those that a test does not await are rejected when it ends.
    answer.catch(() => undefined);
    return answer;
  };
  return { clock, outbox, sent, ids, open, ask };
}

test("what is asked for before there is a connection goes out with it, in order", async (t) => {
  const { outbox, sent, open, ask } = setUp(t);
  const first = ask(rename("Bea"));
  const second = ask(rename("Cleo"));
  assert.deepEqual(sent, []);
  open();
  assert.deepEqual(sent, [
    { type: "participant.update", name: "Bea", id: 1 },
    { type: "participant.update", name: "Cleo", id: 2 },
  ]);
  assert(outbox.answer({ type: "ok", replyTo: 1 }));
  assert(outbox.answer({ type: "ok", replyTo: 2, messageId: "m1" }));
  assert.deepEqual(await first, { messageId: null, trackId: null });
  assert.deepEqual(await second, { messageId: "m1", trackId: null });
});

test("a resumed session gets again what it has not received, with the same ids", async (t) => {
  const { outbox, ids, open, ask } = setUp(t);
  open();
  const handled = ask();
  const lost = ask(candidate);
  assert.deepEqual(ids(), [1, 2]);
  outbox.pause();
  const later = ask();
  assert.deepEqual(ids(), []);
  open(resumed({ received: 1 }));
  assert.deepEqual(ids(), [2, 3]);
  for (const replyTo of [1, 2, 3]) outbox.answer({ type: "ok", replyTo });
  await Promise.all([handled, lost, later]);
});

test("a new session gets everything again but signals, which are lost with the old one", async (t) => {
  const { outbox, sent, ids, open, ask } = setUp(t);
  open();
  const handled = ask();
  const signal = ask(candidate);
  outbox.pause();
  const later = ask();
  const unsent = ask(candidate);
  ids();
  open(welcome({ received: 0 }));
  await assert.rejects(signal, LOST);
  await assert.rejects(unsent, LOST);
  assert.deepEqual(
    sent.map(({ type, id }) => [type, id]),
    [
      ["participant.update", 1],
      ["participant.update", 3],
    ],
  );
  outbox.answer({ type: "ok", replyTo: 1 });
  outbox.answer({ type: "ok", replyTo: 3 });
  await Promise.all([handled, later]);
});

test("a request takes any number of connections and is answered once", async (t) => {
  const { outbox, ids, open, ask } = setUp(t);
  open();
  const asked = ask();
  for (const how of [resumed(), welcome(), resumed(), resumed({ received: 1 })]) {
    outbox.pause();
    open(how);
  }
  assert.deepEqual(ids(), [1, 1, 1, 1]);
  outbox.answer({ type: "error", replyTo: 1, code: "not_permitted", message: "No." });
  await assert.rejects(asked, { name: "SignalingError", code: "not_permitted", message: "No." });
  outbox.pause();
  open(welcome());
  assert.deepEqual(ids(), []);
});

test("repeated answers and pongs concern nobody; other messages are no answers", (t) => {
  const { outbox, open } = setUp(t);
  open();
  assert(outbox.answer({ type: "ok", replyTo: 7 }));
  assert(outbox.answer({ type: "error", replyTo: 7, code: "internal", message: "Oops." }));
  assert(outbox.answer({ type: "pong", t: 1 }));
  assert(!outbox.answer({ type: "error", code: "rate_limited", message: "Slower." }));
  assert(!outbox.answer({ type: "goodbye", action: "stop", reason: "taken_over" }));
});

test("it holds as many as the server keeps answers for", async (t) => {
  const { outbox, ids, open, ask } = setUp(t);
  const asked = Array.from({ length: LIMITS.answersKept }, () => ask());
  await assert.rejects(ask(), LOST);
  open();
  outbox.answer({ type: "ok", replyTo: 1 });
  await asked[0];
  const next = ask();
  outbox.answer({ type: "ok", replyTo: LIMITS.answersKept + 1 });
  await next;
  assert.equal(ids()[0], 1);
});

test("more than the server takes at once is spread over time, in order", (t) => {
  const { clock, ids, open, ask } = setUp(t);
  open();
  for (let count = 0; count < BURST + 3; count++) void ask(candidate);
  assert.deepEqual(
    ids(),
    Array.from({ length: BURST }, (_, index) => index + 1),
  );
  clock.advance(34);
  assert.deepEqual(ids(), [BURST + 1]);
  clock.advance(1000);
  assert.deepEqual(ids(), [BURST + 2, BURST + 3]);
  assert.equal(clock.pending, 0);
});

test("a break stops the spreading; the next connection takes it up", (t) => {
  const { clock, outbox, ids, open, ask } = setUp(t);
  open();
  for (let count = 0; count < BURST + 2; count++) void ask();
  ids();
  outbox.pause();
  assert.equal(clock.pending, 0);
  open(resumed({ received: BURST }));
  assert.deepEqual(ids(), [BURST + 1, BURST + 2]);
});

test("closed, it rejects what waits and what comes, and leaves no timer", async (t) => {
  const { clock, outbox, open, ask } = setUp(t);
  open();
  const asked = Array.from({ length: BURST + 1 }, () => ask());
  outbox.close();
  for (const one of asked) await assert.rejects(one, LOST);
  await assert.rejects(ask(), LOST);
  assert.equal(clock.pending, 0);
  outbox.close();
});
