import assert from "node:assert/strict";
import { test } from "node:test";
import { Renumbering } from "../../../src/media/rtp/renumbering.ts";

/** Eight numbers are remembered; what comes in begins at 65,534, what goes out at 10. */
function renumbering(): Renumbering {
  const numbers = new Renumbering(8, 10);
  numbers.restart(16, 65_534);
  return numbers;
}

test("[RTP3] what passes is numbered without gaps, what is dropped takes no number", () => {
  const numbers = renumbering();
  assert.equal(numbers.take(65_534), 10);
  numbers.drop(65_535);
  assert.equal(numbers.take(0), 11);
  assert.equal(numbers.take(1), 12);
  const places = [65_533, 65_534, 65_535, 0, 1, 2].map((number) => numbers.place(number));
  assert.deepEqual(places, ["gone", "taken", "dropped", "taken", "taken", "ahead"]);
});

test("[RTP3] what is missing keeps its number, until it comes, is dropped or is forgotten", () => {
  const numbers = renumbering();
  assert.equal(numbers.take(0), 12);
  assert.equal(numbers.place(65_535), "missing");
  assert.equal(numbers.take(65_535), 11);
  numbers.drop(65_534);
  assert.deepEqual([numbers.place(65_535), numbers.place(65_534)], ["taken", "dropped"]);
  assert.equal(numbers.take(5), 17);
  assert.deepEqual([numbers.place(65_534), numbers.place(65_535)], ["dropped", "taken"]);
  assert.equal(numbers.take(6), 18);
  assert.deepEqual([numbers.place(65_534), numbers.place(65_535)], ["gone", "taken"]);
});

test("[RTP3] a gap as wide as what is remembered stays, a wider one closes", () => {
  const numbers = renumbering();
  assert.equal(numbers.take(65_534), 10);
  assert.equal(numbers.take(6), 18);
  assert.equal(numbers.place(0), "missing");
  assert.equal(numbers.take(15), 19);
  assert.deepEqual([numbers.place(14), numbers.place(6)], ["gone", "gone"]);
});

test("[RTP4] other streams of numbers follow, also with fewer bits", () => {
  const numbers = new Renumbering(8, 300);
  numbers.restart(15, 32_767);
  assert.deepEqual([numbers.take(32_767), numbers.take(0)], [300, 301]);
  numbers.restart(7, 127);
  assert.deepEqual([numbers.place(127), numbers.place(126)], ["ahead", "gone"]);
  assert.deepEqual([numbers.take(127), numbers.take(0), numbers.take(2)], [46, 47, 49]);
  assert.equal(numbers.place(1), "missing");
});
