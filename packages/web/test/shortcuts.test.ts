import assert from "node:assert/strict";
import { test } from "node:test";
import { shortcutOf } from "../src/meeting/shortcuts.ts";

type Keys = Parameters<typeof shortcutOf>[0];

const keys = (key: string, held: readonly string[] = [], code = ""): Keys => ({
  key,
  code,
  ctrlKey: held.includes("Control"),
  altKey: held.includes("Alt"),
  metaKey: held.includes("Meta"),
  getModifierState: (name: string) => held.includes(name),
});

test("Ctrl+Alt with a letter, in any case", () => {
  const held = ["Control", "Alt"];
  assert.equal(shortcutOf(keys("h", held), false), "hand");
  assert.equal(shortcutOf(keys("C", held), true), "chat");
  assert.equal(shortcutOf(keys("p", held), true), "people");
  assert.equal(shortcutOf(keys("x", held), false), null);
});

test("a Mac writes something else with Alt held; the key's place counts", () => {
  assert.equal(shortcutOf(keys("˙", ["Control", "Alt"], "KeyH"), false), "hand");
});

test("AltGr writes letters and is no shortcut", () => {
  const held = ["Control", "Alt", "AltGraph"];
  assert.equal(shortcutOf(keys("ć", held, "KeyC"), true), null);
});

test("the question mark asks for help, but not in a field", () => {
  assert.equal(shortcutOf(keys("?"), false), "help");
  assert.equal(shortcutOf(keys("?"), true), null);
  assert.equal(shortcutOf(keys("?", ["Control"]), false), null);
});

test("Escape closes, also from a field", () => {
  assert.equal(shortcutOf(keys("Escape"), true), "close");
});

test("a letter alone, or with other keys, is nothing", () => {
  for (const held of [[], ["Control"], ["Alt"], ["Control", "Alt", "Meta"]]) {
    assert.equal(shortcutOf(keys("h", held), false), null, held.join("+"));
  }
});
