import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "@parley/sdk";
import { Loaded } from "../src/lib/loaded.ts";
import { Pages, allRows } from "../src/lib/pages.ts";

const gone = new ApiError("network_error", 0, "");

test("what was asked for is there, or why not", async () => {
  const answers = [() => Promise.reject(gone), () => Promise.resolve("here")];
  const loaded = new Loaded(() => answers.shift()?.() ?? Promise.reject(gone));
  const before = loaded.view;
  assert.equal(before.state, "loading");
  await loaded.load();
  assert.ok(loaded.view.state === "failed" && loaded.view.failure.code === "network_error");
  await loaded.load();
  assert.deepEqual(loaded.view, { state: "ready", value: "here" });
});

test("only the latest answer counts", async () => {
  const slow = Promise.withResolvers<string>();
  const answers = [slow.promise, Promise.resolve("second")];
  const loaded = new Loaded(() => answers.shift() ?? Promise.reject(gone));
  const first = loaded.load();
  await loaded.load();
  slow.resolve("first");
  await first;
  assert.deepEqual(loaded.view, { state: "ready", value: "second" });
});

test("after closing no answer counts", async () => {
  const late = Promise.withResolvers<string>();
  const loaded = new Loaded(() => late.promise);
  const loading = loaded.load();
  loaded.close();
  late.resolve("late");
  await loading;
  assert.deepEqual(loaded.view, { state: "loading" });
});

/** A list of three pages; the page with this cursor fails once. */
function threePages(failing: string | null = "none") {
  let broken = true;
  return (cursor: string | null) => {
    if (cursor === failing && broken) {
      broken = false;
      return Promise.reject(gone);
    }
    const page = Number(cursor ?? 0);
    return Promise.resolve({ rows: [page * 10], next: page < 2 ? String(page + 1) : null });
  };
}

test("pages come one after another until the end", async () => {
  const pages = new Pages(threePages());
  await pages.load();
  assert.deepEqual(pages.view, { pages: [[0]], state: { name: "more" } });
  await pages.more();
  await pages.more();
  assert.deepEqual(pages.view, { pages: [[0], [10], [20]], state: { name: "end" } });
  await pages.more();
  assert.equal(pages.view.pages.length, 3);
});

test("a page that failed is asked for again, and what is there stays", async () => {
  const pages = new Pages(threePages("1"));
  await pages.load();
  await pages.more();
  assert.equal(pages.view.state.name, "failed");
  assert.deepEqual(pages.view.pages, [[0]]);
  await pages.more();
  assert.deepEqual(pages.view, { pages: [[0], [10]], state: { name: "more" } });
});

test("loading anew begins with the first page, and shows the old ones until it comes", async () => {
  const pages = new Pages(threePages());
  await pages.load();
  await pages.more();
  const again = pages.load();
  assert.equal(pages.view.pages.length, 2);
  await again;
  assert.deepEqual(pages.view.pages, [[0]]);
});

test("all rows are those of every page, or a rejection", async () => {
  assert.deepEqual(await allRows(threePages()), [0, 10, 20]);
  await assert.rejects(allRows(threePages("2")), gone);
});
