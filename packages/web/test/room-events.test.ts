import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../src/lib/store.ts";
import { ReactionFeed } from "../src/meeting/reactions.ts";
import { followRoom } from "../src/meeting/room-events.ts";
import { Toasts } from "../src/meeting/toasts.ts";
import { MeetingClock } from "./meeting-clock.ts";

/** One listener, called by the test as the SDK would. */
class Wire<T> {
  #listener: ((event: T) => void) | null = null;
  readonly on = (listener: (event: T) => void) => {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  };
  send(event: T): void {
    this.#listener?.(event);
  }
}

type Device = { readonly state: "off" | "starting" | "on" };
type Devices = { readonly mic: Device; readonly camera: Device };

function begin() {
  const clock = new MeetingClock();
  const toasts = new Toasts(clock);
  const reactions = new ReactionFeed(clock);
  const view = new Store<Devices>({ mic: { state: "off" }, camera: { state: "off" } });
  const local = {
    get view() {
      return view.view;
    },
    subscribe: (listener: () => void) => view.subscribe(listener),
  };
  const reaction = new Wire<{ participantId: string; emoji: string }>();
  const muted = new Wire<{ source: "mic" | "camera" | "screen"; by: string | null }>();
  const asked = new Wire<{ source: "mic" | "camera"; by: string }>();
  const room = { onReaction: reaction.on, onMuted: muted.on, onUnmuteRequested: asked.on };
  const end = followRoom(room, local, { reactions, toasts });
  const kinds = () => toasts.view.map(({ kind }) => kind);
  return { clock, toasts, reactions, view, reaction, muted, asked, end, kinds };
}

test("being muted is told, each device for itself", () => {
  const { muted, kinds } = begin();
  muted.send({ source: "mic", by: "mia" });
  muted.send({ source: "screen", by: null });
  assert.deepEqual(kinds(), ["muted", "muted"]);
});

test("to be asked ends when one has switched it on, not while it starts", () => {
  const { asked, view, kinds } = begin();
  asked.send({ source: "camera", by: "mia" });
  view.set({ mic: { state: "on" }, camera: { state: "starting" } });
  assert.deepEqual(kinds(), ["unmute"]);
  view.set({ mic: { state: "on" }, camera: { state: "on" } });
  assert.deepEqual(kinds(), []);
});

test("being muted while the microphone is on stays told until it is on again", () => {
  const { muted, view, kinds } = begin();
  view.set({ mic: { state: "on" }, camera: { state: "off" } });
  muted.send({ source: "mic", by: "mia" });
  view.set({ mic: { state: "on" }, camera: { state: "starting" } });
  view.set({ mic: { state: "off" }, camera: { state: "off" } });
  assert.deepEqual(kinds(), ["muted"]);
  view.set({ mic: { state: "on" }, camera: { state: "off" } });
  assert.deepEqual(kinds(), []);
});

test("reactions float", () => {
  const { reaction, reactions } = begin();
  reaction.send({ participantId: "mia", emoji: "👍" });
  assert.deepEqual(
    reactions.view.map(({ participantId, emoji }) => [participantId, emoji]),
    [["mia", "👍"]],
  );
});

test("after the end nothing is followed and nothing is left", () => {
  const { clock, reaction, muted, asked, reactions, toasts, end } = begin();
  reaction.send({ participantId: "mia", emoji: "👍" });
  muted.send({ source: "mic", by: null });
  end();
  asked.send({ source: "mic", by: "mia" });
  assert.deepEqual([reactions.view.length, toasts.view.length, clock.pending], [0, 0, 0]);
});
