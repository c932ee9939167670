import assert from "node:assert/strict";
import { test } from "node:test";
import { Toasts, toastText } from "../src/meeting/toasts.ts";
import { MeetingClock } from "./meeting-clock.ts";

function begin() {
  const clock = new MeetingClock();
  const toasts = new Toasts(clock);
  return { clock, toasts, kinds: () => toasts.view.map(({ kind }) => kind) };
}

test("news goes by itself, each kind in its time", () => {
  const { clock, toasts, kinds } = begin();
  toasts.add({ kind: "done", text: "done" });
  toasts.add({ kind: "refused", text: "no" });
  assert.deepEqual(kinds(), ["done", "refused"]);
  clock.advance(4000);
  assert.deepEqual(kinds(), ["refused"]);
  clock.advance(4000);
  assert.deepEqual(kinds(), []);
  assert.equal(clock.pending, 0);
});

test("a question stays until it is answered", () => {
  const { clock, toasts, kinds } = begin();
  toasts.add({ kind: "unmute", source: "mic", by: "mia" });
  clock.advance(3_600_000);
  assert.deepEqual(kinds(), ["unmute"]);
  toasts.dismiss(toasts.view[0]?.key ?? -1);
  assert.deepEqual(kinds(), []);
});

test("switching on answers the question, for that device alone", () => {
  const { toasts } = begin();
  toasts.add({ kind: "unmute", source: "mic", by: "mia" });
  toasts.add({ kind: "muted", source: "camera", by: "mia" });
  toasts.switchedOn("mic");
  assert.deepEqual(
    toasts.view.map((toast) => toast.kind === "muted" && toast.source),
    ["camera"],
  );
});

test("newer news of the same device takes the place of the older", () => {
  const { toasts, kinds } = begin();
  toasts.add({ kind: "muted", source: "mic", by: "mia" });
  toasts.add({ kind: "unmute", source: "mic", by: "mia" });
  toasts.add({ kind: "muted", source: "camera", by: "mia" });
  assert.deepEqual(kinds(), ["unmute", "muted"]);
});

test("the same said twice stands once; more than three are too many", () => {
  const { toasts } = begin();
  for (const text of ["a", "a", "b", "c", "d"]) toasts.add({ kind: "refused", text });
  assert.deepEqual(
    toasts.view.map((toast) => toast.kind === "refused" && toast.text),
    ["b", "c", "d"],
  );
});

test("closing leaves no timer", () => {
  const { clock, toasts } = begin();
  toasts.add({ kind: "done", text: "done" });
  toasts.close();
  toasts.close();
  assert.equal(clock.pending, 0);
});

test("who did it is named, also when it was a rule or somebody who has left", () => {
  const nameOf = (id: string) => (id === "mia" ? "Mia" : null);
  assert.equal(toastText({ kind: "muted", source: "mic", by: "mia" }, nameOf), "Mia muted you");
  assert.equal(
    toastText({ kind: "muted", source: "screen", by: "gone" }, nameOf),
    "A host stopped your presentation",
  );
  assert.match(toastText({ kind: "muted", source: "mic", by: null }, nameOf), /comes in muted/);
  assert.equal(
    toastText({ kind: "unmute", source: "camera", by: "mia" }, nameOf),
    "Mia asks you to turn your camera on",
  );
});
