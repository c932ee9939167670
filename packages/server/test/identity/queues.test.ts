import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyedQueue } from "../../src/identity/keyed-queue.ts";
import { Semaphore } from "../../src/identity/semaphore.ts";

/** Lets everything run that is ready to run. */
const settled = () => new Promise(setImmediate);

/** A task that ends when told to, and says when it began. */
function task(began: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const run = () => {
    began.push(name);
    return promise;
  };
  return { run, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

test("a semaphore runs so many at a time, first come first served", async () => {
  const began: string[] = [];
  const [a, b, c, d] = [task(began, "a"), task(began, "b"), task(began, "c"), task(began, "d")];
  const semaphore = new Semaphore(2, 10);
  const results = [a, b, c, d].map(({ run }) => semaphore.run(run));
  await settled();
  assert.deepEqual(began, ["a", "b"]);
  b.end();
  assert.equal(await results[1], "b");
  await settled();
  assert.deepEqual(began, ["a", "b", "c"]);
  for (const { end } of [a, c, d]) end();
  assert.deepEqual(await Promise.all(results), ["a", "b", "c", "d"]);
});

test("a semaphore refuses when too many wait, and recovers", async () => {
  const began: string[] = [];
  const [a, b, c] = [task(began, "a"), task(began, "b"), task(began, "c")];
  const semaphore = new Semaphore(1, 1);
  const [first, second] = [semaphore.run(a.run), semaphore.run(b.run)];
  await assert.rejects(semaphore.run(c.run), { code: "unavailable", retryAfterMs: 1000 });
  a.end();
  b.end();
  await Promise.all([first, second]);
  c.end();
  assert.equal(await semaphore.run(c.run), "c");
});

test("a task that fails gives its place back", async () => {
  const began: string[] = [];
  const [a, b] = [task(began, "a"), task(began, "b")];
  const semaphore = new Semaphore(1, 1);
  const [first, second] = [semaphore.run(a.run), semaphore.run(b.run)];
  a.fail();
  b.end();
  await assert.rejects(first, { message: "a" });
  assert.equal(await second, "b");
});

test("a keyed queue runs one task of a key at a time, and other keys beside it", async () => {
  const began: string[] = [];
  const [a, b, c] = [task(began, "a"), task(began, "b"), task(began, "c")];
  const queue = new KeyedQueue();
  const [first, second, other] = [
    queue.run("x", a.run),
    queue.run("x", b.run),
    queue.run("y", c.run),
  ];
  c.end();
  assert.equal(await other, "c");
  assert.deepEqual(began.toSorted(), ["a", "c"]);
  a.fail();
  await assert.rejects(first, { message: "a" });
  b.end();
  assert.equal(await second, "b");
});
