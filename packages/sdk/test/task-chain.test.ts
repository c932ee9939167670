import assert from "node:assert/strict";
import { test } from "node:test";
import { TaskChain } from "../src/task-chain.ts";

/** A chain, and what has happened in it. */
function chain() {
  const log: string[] = [];
  const tasks = new TaskChain(() => log.push("failure"));
  const add = (name: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    tasks.add(() => {
      log.push(name);
      return promise;
    });
    return { resolve, reject: () => reject(new Error(name)) };
  };
  return { tasks, log, add };
}

/** Lets every promise that is settled be noticed. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the first task begins at once, and each other one after the one before", async () => {
  const { log, add } = chain();
  const [one, two] = [add("one"), add("two")];
  assert.deepEqual(log, ["one"]);
  one.resolve();
  await settled();
  assert.deepEqual(log, ["one", "two"]);
  two.resolve();
  await settled();
  add("three");
  assert.deepEqual(log, ["one", "two", "three"]);
});

test("a task that fails is told, and the next one begins", async () => {
  const { tasks, log, add } = chain();
  const one = add("one");
  tasks.add(() => {
    throw new Error("at once");
  });
  add("three");
  one.reject();
  await settled();
  assert.deepEqual(log, ["one", "failure", "failure", "three"]);
});

test("after the end nothing begins, and no failure is told", async () => {
  const { tasks, log, add } = chain();
  const one = add("one");
  add("two");
  tasks.end();
  one.reject();
  await settled();
  add("three");
  assert.deepEqual(log, ["one"]);
});
