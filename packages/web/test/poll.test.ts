import assert from "node:assert/strict";
import { test } from "node:test";
import { poll } from "../src/lib/poll.ts";
import { MeetingClock } from "./meeting-clock.ts";
import { settled } from "./visit-fixtures.ts";

/** Questions that wait for the test's answers. */
function begin() {
  const clock = new MeetingClock();
  const asked: PromiseWithResolvers<number>[] = [];
  const answers: number[] = [];
  const ask = () => {
    const question = Promise.withResolvers<number>();
    asked.push(question);
    return question.promise;
  };
  const end = poll(ask, (answer) => answers.push(answer), 1000, clock);
  return { clock, asked, answers, end };
}

test("[WEBM9] the connection is measured at once, again a second after each answer, whatever fails", async () => {
  const { clock, asked, answers } = begin();
  asked[0]?.resolve(1);
  await settled();
  clock.advance(999);
  assert.equal(asked.length, 1);
  clock.advance(1);
  asked[1]?.reject(new Error("no connection"));
  await settled();
  clock.advance(1000);
  asked[2]?.resolve(3);
  await settled();
  assert.deepEqual(answers, [1, 3]);
});

test("there is never more than one question under way", () => {
  const { clock, asked } = begin();
  clock.advance(60_000);
  assert.equal(asked.length, 1);
});

test("after its end no answer is passed on and nothing is asked", async () => {
  const { clock, asked, answers, end } = begin();
  end();
  asked[0]?.resolve(1);
  await settled();
  assert.deepEqual(answers, []);
  assert.equal(clock.pending, 0);
});
