import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Rect, type StageLayout, stageLayout } from "../src/meeting/layout.ts";

const DESKTOP = { width: 1256, height: 708, gap: 8 };
const PHONE = { width: 374, height: 760, gap: 8 };
const EPSILON = 0.01;

const everything = ({ large, tiles, more }: StageLayout): Rect[] =>
  [large, ...tiles, more].filter((rect) => rect !== null);

const columnsOf = (tiles: readonly Rect[]) => new Set(tiles.map(({ x }) => Math.round(x))).size;
const rowsOf = (tiles: readonly Rect[]) => new Set(tiles.map(({ y }) => Math.round(y))).size;

function overlap(a: Rect, b: Rect): boolean {
  const apart =
    a.x + a.width <= b.x + EPSILON ||
    b.x + b.width <= a.x + EPSILON ||
    a.y + a.height <= b.y + EPSILON ||
    b.y + b.height <= a.y + EPSILON;
  return !apart;
}

const stages = fc.record({
  width: fc.integer({ min: 240, max: 3840 }),
  height: fc.integer({ min: 200, max: 2160 }),
  gap: fc.integer({ min: 0, max: 16 }),
  tiles: fc.integer({ min: 1, max: 50 }),
  large: fc.constantFrom(null, "share", "person"),
});

test("everything stands on the stage and nothing overlaps", () => {
  fc.assert(
    fc.property(stages, (stage) => {
      const rects = everything(stageLayout(stage));
      for (const { x, y, width, height } of rects) {
        assert.ok(width > 0 && height > 0);
        assert.ok(x >= -EPSILON && y >= -EPSILON);
        assert.ok(x + width <= stage.width + EPSILON);
        assert.ok(y + height <= stage.height + EPSILON);
      }
      rects.forEach((a, i) => {
        for (const b of rects.slice(i + 1)) assert.equal(overlap(a, b), false);
      });
    }),
  );
});

test("nobody is lost: who has no tile is counted in the last place", () => {
  fc.assert(
    fc.property(stages, (stage) => {
      const { tiles, more } = stageLayout(stage);
      if (more === null) assert.equal(tiles.length, stage.tiles);
      else assert.ok(tiles.length >= 1 && tiles.length < stage.tiles);
    }),
  );
});

test("all tiles have one size, 16:9 on a wide stage and between upright and 16:9 on an upright one", () => {
  fc.assert(
    fc.property(stages, (stage) => {
      const { tiles, more } = stageLayout(stage);
      const all = more === null ? tiles : [...tiles, more];
      for (const { width, height } of all) {
        assert.ok(Math.abs(width - (all[0]?.width ?? 0)) < EPSILON);
        const aspect = width / height;
        if (stage.width >= stage.height) assert.ok(Math.abs(aspect - 16 / 9) < EPSILON);
        else assert.ok(aspect > 0.5 - EPSILON && aspect < 16 / 9 + EPSILON);
      }
    }),
  );
});

test("a wide grid is within a twentieth of the largest tiles that fit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), (count) => {
      const { tiles } = stageLayout({ ...DESKTOP, tiles: count, large: null });
      const largest = Math.max(
        ...Array.from({ length: count }, (_, i) => {
          const columns = i + 1;
          const rows = Math.ceil(count / columns);
          const width = (DESKTOP.width - DESKTOP.gap * (columns - 1)) / columns;
          const height = (DESKTOP.height - DESKTOP.gap * (rows - 1)) / rows;
          return Math.min(width, (height * 16) / 9);
        }),
      );
      assert.ok((tiles[0]?.width ?? 0) >= largest * 0.95);
    }),
  );
});

test("two people sit side by side on a desktop and one above the other on a phone", () => {
  const desktop = stageLayout({ ...DESKTOP, tiles: 2, large: null });
  assert.equal(rowsOf(desktop.tiles), 1);
  const phone = stageLayout({ ...PHONE, tiles: 2, large: null });
  assert.equal(columnsOf(phone.tiles), 1);
});

test("nine people are three by three on a desktop and in two columns on a phone", () => {
  const desktop = stageLayout({ ...DESKTOP, tiles: 9, large: null });
  assert.deepEqual([columnsOf(desktop.tiles), rowsOf(desktop.tiles)], [3, 3]);
  const phone = stageLayout({ ...PHONE, tiles: 9, large: null });
  // The ninth stands alone in the middle of the last row, which is a column of its own.
  assert.deepEqual([columnsOf(phone.tiles), rowsOf(phone.tiles)], [3, 5]);
});

test("six people on a phone fill it with upright tiles, as in the picture", () => {
  const { tiles } = stageLayout({ ...PHONE, tiles: 6, large: null });
  assert.deepEqual([columnsOf(tiles), rowsOf(tiles)], [2, 3]);
  const [first] = tiles;
  assert.ok(first !== undefined && first.width < first.height);
});

test("an unfinished last row stands in the middle", () => {
  const { tiles } = stageLayout({ ...DESKTOP, tiles: 3, large: null });
  const last = tiles.at(-1);
  assert.ok(last !== undefined);
  assert.ok(Math.abs(last.x + last.width / 2 - DESKTOP.width / 2) < EPSILON);
});

test("fifty people all have a tile on a desktop; a phone says how many more there are", () => {
  assert.equal(stageLayout({ ...DESKTOP, tiles: 50, large: null }).more, null);
  const phone = stageLayout({ ...PHONE, tiles: 50, large: null });
  assert.notEqual(phone.more, null);
  assert.ok(phone.tiles.length >= 12);
});

test("a shared screen has most of a wide stage, and the people a strip at its right", () => {
  const { large, tiles } = stageLayout({ ...DESKTOP, tiles: 5, large: "share" });
  assert.ok(large !== null && large.width > DESKTOP.width * 0.7);
  assert.equal(large.height, DESKTOP.height);
  for (const tile of tiles) assert.ok(tile.x >= large.x + large.width);
});

test("on an upright stage the people stand below the shared screen", () => {
  const { large, tiles } = stageLayout({ ...PHONE, tiles: 5, large: "share" });
  assert.ok(large !== null && large.width === PHONE.width);
  for (const tile of tiles) assert.ok(tile.y >= large.y + large.height);
});

test("a shared screen alone has the whole stage", () => {
  const { large } = stageLayout({ ...DESKTOP, tiles: 0, large: "share" });
  assert.deepEqual(large, { x: 0, y: 0, width: DESKTOP.width, height: DESKTOP.height });
});

test("a large face keeps 16:9 on a wide stage, in the middle beside the strip", () => {
  const { large, tiles } = stageLayout({ ...DESKTOP, tiles: 8, large: "person" });
  assert.ok(large !== null && large.width > DESKTOP.width * 0.7);
  assert.ok(Math.abs(large.width / large.height - 16 / 9) < EPSILON);
  assert.ok(Math.abs(large.y + large.height / 2 - DESKTOP.height / 2) < EPSILON);
  for (const tile of tiles) assert.ok(tile.x >= large.x + large.width);
});

test("on a phone a large face is higher than wide, and has the width of the stage", () => {
  const { large } = stageLayout({ ...PHONE, tiles: 5, large: "person" });
  assert.ok(large !== null && large.height > large.width);
  assert.equal(large.width, PHONE.width);
});
