import assert from "node:assert/strict";
import { test } from "node:test";
import { isRoomCode } from "@parley/protocol";
import { randomId, randomRoomCode } from "../../src/identity/random.ts";
import { usernameKey } from "../../src/identity/usernames.ts";

test("[ROOM1] room codes have the form abc-defg-hij, use every letter and do not repeat", () => {
  const codes = Array.from({ length: 2000 }, randomRoomCode);
  for (const code of codes) assert.ok(isRoomCode(code), code);
  assert.equal(new Set(codes).size, codes.length);
  // 20,000 letters: each of the 26 comes 769 times on average, with a deviation of 27.
  const counts = Map.groupBy(codes.join("").replaceAll("-", ""), (letter) => letter);
  assert.equal(counts.size, 26);
  for (const [letter, all] of counts) {
    assert.ok(all.length > 550 && all.length < 990, `${letter}: ${all.length}`);
  }
});

test("ids are 128 random bits", () => {
  const ids = Array.from({ length: 1000 }, randomId);
  for (const id of ids) assert.match(id, /^[\w-]{22}$/);
  assert.equal(new Set(ids).size, ids.length);
});

test("[ACC2] usernames that look the same to a reader's eye are the same", () => {
  const same = [
    ["Ada", "ada"],
    ["ADA", "ada"],
    ["ａｄａ", "ada"],
    ["ﬁne", "fine"],
    ["e\u0301", "é"],
    ["Ⅷ", "viii"],
  ];
  for (const [one = "", two = ""] of same) assert.equal(usernameKey(one), usernameKey(two), one);
  assert.notEqual(usernameKey("ada"), usernameKey("adа"), "a Cyrillic letter is another one");
});
