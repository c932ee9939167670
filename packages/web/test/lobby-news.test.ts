import assert from "node:assert/strict";
import { test } from "node:test";
import type { Waiting } from "@parley/protocol";
import { lobbyNews } from "../src/meeting/lobby-news.ts";

const one = (id: string, since: number): Waiting => ({ id, name: id, kind: "guest", since });

test("the one who has waited longest is named, the others are counted", () => {
  const waiting = [one("b", 20), one("a", 10), one("c", 30)];
  const news = lobbyNews(waiting, new Set());
  assert.deepEqual([news?.first.id, news?.others], ["a", 2]);
});

test("nobody waits: there is nothing to tell", () => {
  assert.equal(lobbyNews([], new Set()), null);
});

test("who was put away is not told again, who comes later is", () => {
  const waiting = [one("a", 10), one("b", 20)];
  const away = new Set(["a", "b"]);
  assert.equal(lobbyNews(waiting, away), null);
  const news = lobbyNews([...waiting, one("c", 30)], away);
  assert.deepEqual([news?.first.id, news?.others], ["c", 0]);
});
