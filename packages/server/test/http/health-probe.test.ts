import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { Probe } from "../../src/http/probe.ts";
import { FakeClock } from "../support/fake-clock.ts";

type Question = ReturnType<typeof Promise.withResolvers<boolean>>;

function world() {
  const clock = new FakeClock();
  const questions: Question[] = [];
  const ask = () => {
    const question = Promise.withResolvers<boolean>();
    questions.push(question);
    return question.promise;
  };
  const probe = new Probe({ clock, limits: LIMITS, ask });
  return { clock, probe, questions };
}

test("[HEALTH3] it is asked once a second at most, whoever wants to know", async () => {
  const { clock, probe, questions } = world();
  const answers = Array.from({ length: 100 }, () => probe.works());
  questions[0]?.resolve(true);
  assert.deepEqual(new Set(await Promise.all(answers)), new Set([true]));
  clock.advance(LIMITS.probeMs - 1);
  assert.equal(await probe.works(), true);
  assert.equal(questions.length, 1);
  clock.advance(1);
  const later = probe.works();
  assert.equal(questions.length, 2);
  questions[1]?.resolve(false);
  assert.equal(await later, false);
  assert.equal(clock.waiting, 0);
});

test("[HEALTH3] a failure is an answer, and the next one may be better", async () => {
  const { clock, probe, questions } = world();
  const first = probe.works();
  questions[0]?.reject(new Error("gone"));
  assert.equal(await first, false);
  assert.equal(clock.waiting, 0);
  clock.advance(LIMITS.probeMs);
  const second = probe.works();
  questions[1]?.resolve(true);
  assert.equal(await second, true);
});

test("[HEALTH3] what does not answer in time does not work, and is asked nothing more till it does", async () => {
  const { clock, probe, questions } = world();
  const first = probe.works();
  clock.advance(LIMITS.probeTimeoutMs);
  assert.equal(await first, false);
  for (let second = 0; second < 10; second += 1) {
    clock.advance(LIMITS.probeMs);
    assert.equal(await probe.works(), false);
  }
  assert.equal(questions.length, 1, "questions pile up");
  questions[0]?.resolve(true);
  await questions[0]?.promise;
  clock.advance(LIMITS.probeMs);
  const later = probe.works();
  assert.equal(questions.length, 2);
  questions[1]?.resolve(true);
  assert.equal(await later, true);
});
