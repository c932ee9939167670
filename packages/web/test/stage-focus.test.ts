import assert from "node:assert/strict";
import { test } from "node:test";
import { stageLayout } from "../src/meeting/layout.ts";
import { tileTowards } from "../src/meeting/stage-focus.ts";

/** Nine tiles, named by row and column. */
const NINE = ["11", "12", "13", "21", "22", "23", "31", "32", "33"];
const { tiles } = stageLayout({ width: 1256, height: 708, gap: 8, tiles: 9, large: null });
const places = new Map(tiles.map((place, i) => [NINE[i] ?? "", place]));

test("[WEBM5] the arrow keys lead from tile to tile as they stand, and stop at the edges", () => {
  const from = (tile: string) =>
    ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map((key) =>
      tileTowards(key, tile, places),
    );
  assert.deepEqual(from("22"), ["21", "23", "12", "32"]);
  assert.deepEqual(from("11"), [null, "12", null, "21"]);
  assert.deepEqual(from("33"), ["32", null, "23", null]);
});

test("other keys, and tiles that are gone, lead nowhere", () => {
  assert.equal(tileTowards("Enter", "22", places), null);
  assert.equal(tileTowards("ArrowUp", "99", places), null);
});

test("from the large one an arrow leads into the strip", () => {
  const layout = stageLayout({ width: 1256, height: 708, gap: 8, tiles: 3, large: "share" });
  assert.ok(layout.large !== null);
  const strip = new Map(layout.tiles.map((place, i) => [`${i}`, place]));
  const all = new Map([["large", layout.large], ...strip]);
  assert.equal(tileTowards("ArrowRight", "large", all), "1");
  assert.equal(tileTowards("ArrowLeft", "2", all), "large");
});
