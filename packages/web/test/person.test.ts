import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hueClass, initials, whoIsHere } from "../src/lib/person.ts";

test("initials are of the first and the last word", () => {
  assert.equal(initials("Asha Kumar"), "AK");
  assert.equal(initials("  ludwig  van Beethoven "), "LB");
  assert.equal(initials("asha"), "A");
  assert.equal(initials("山田太郎"), "山");
  assert.equal(initials("🦊 Fox (guest)"), "🦊(");
});

test("initials never split a letter, whatever the name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 64 }), (name) => {
      assert.ok(initials(name).isWellFormed());
    }),
  );
});

test("an id has one colour, and many ids have all of them", () => {
  assert.equal(hueClass("p_1"), hueClass("p_1"));
  const seen = new Set(Array.from({ length: 500 }, (_, i) => hueClass(`participant-${i}`)));
  assert.equal(seen.size, 12);
});

test("who is here is one sentence, with two names at the most", () => {
  assert.equal(whoIsHere([]), "Nobody else is here yet");
  assert.equal(whoIsHere(["Mia"]), "Mia is here");
  assert.equal(whoIsHere(["Mia", "Jonas"]), "Mia and Jonas are here");
  assert.equal(whoIsHere(["Mia", "Jonas", "Sam"]), "Mia, Jonas and one other are here");
  assert.equal(whoIsHere(["Mia", "Jonas", "Sam", "Noor"]), "Mia, Jonas and 2 others are here");
});
