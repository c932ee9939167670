import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../src/emitter.ts";

test("a listener that another one removes hears no more of the same event; a new one not yet", () => {
  const emitter = new Emitter<string>();
  const heard: string[] = [];
  emitter.on((value) => {
    heard.push(`first ${value}`);
    stop();
    emitter.on((later) => heard.push(`third ${later}`));
  });
  const stop = emitter.on((value) => heard.push(`second ${value}`));
  emitter.emit("a");
  assert.deepEqual(heard, ["first a"]);
});
