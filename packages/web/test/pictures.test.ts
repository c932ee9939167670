import assert from "node:assert/strict";
import { test } from "node:test";
import type { Shown } from "@parley/sdk";
import { Store } from "../src/lib/store.ts";
import { PictureReport, picturesOf } from "../src/meeting/pictures.ts";
import { stageItems } from "../src/meeting/stage-items.ts";
import { MeetingClock } from "./meeting-clock.ts";
import { meetingPeople, participant } from "./meeting-fixtures.ts";

const people = meetingPeople([participant("me"), participant("mia"), participant("tom")]);
const share = { personId: "tom", name: "TOM", guest: false, stream: null };
const items = stageItems(people, [share]);
const at = (width: number, height: number) => ({ x: 0, y: 0, width, height });

test("[WEBM1] what the SFU is asked for is as wide as it is drawn, in device pixels", () => {
  const places = new Map([
    ["share tom", at(900, 700)],
    ["person mia", at(160, 90)],
    // Upright: filled by a picture that is 16:9 and goes beyond its sides.
    ["person tom", at(100, 180)],
  ]);
  assert.deepEqual(picturesOf(items, places, 2), [
    { participantId: "tom", source: "screen", width: 1800 },
    { participantId: "mia", source: "camera", width: 320 },
    { participantId: "tom", source: "camera", width: 640 },
  ]);
});

test("neither oneself nor whom nobody sees is asked for", () => {
  assert.deepEqual(picturesOf(items, new Map([["person me", at(160, 90)]]), 1), []);
});

const MIA: readonly Shown[] = [{ participantId: "mia", source: "camera", width: 320 }];
const WIDER: readonly Shown[] = [{ participantId: "mia", source: "camera", width: 640 }];

/** A page whose visibility the test decides, and what it was told to show. */
function begin() {
  const clock = new MeetingClock();
  const hidden = new Store(false);
  const told: (readonly Shown[])[] = [];
  const page = {
    get hidden() {
      return hidden.view;
    },
    subscribe: (listener: () => void) => hidden.subscribe(listener),
  };
  const report = new PictureReport((pictures) => told.push(pictures), { page, clock });
  return { clock, hidden, told, report };
}

test("pictures are told when they change, and not again when they do not", () => {
  const { report, told } = begin();
  report.set(MIA, false);
  report.set([...MIA], false);
  report.set(WIDER, false);
  assert.deepEqual(told, [MIA, WIDER]);
});

test("[WEBM2] a page that stays hidden for five seconds gets no pictures, and all again when it is seen", () => {
  const { clock, hidden, report, told } = begin();
  report.set(MIA, false);
  hidden.set(true);
  clock.advance(4999);
  assert.deepEqual(told, [MIA]);
  clock.advance(1);
  assert.deepEqual(told, [MIA, []]);
  report.set(WIDER, false);
  assert.deepEqual(told, [MIA, []]);
  hidden.set(false);
  assert.deepEqual(told, [MIA, [], WIDER]);
});

test("a glance away changes nothing", () => {
  const { clock, hidden, report, told } = begin();
  report.set(MIA, false);
  hidden.set(true);
  clock.advance(3000);
  hidden.set(false);
  clock.advance(60_000);
  assert.deepEqual(told, [MIA]);
});

test("a stage that a panel covers is as good as hidden", () => {
  const { clock, report, told } = begin();
  report.set(MIA, true);
  clock.advance(5000);
  assert.deepEqual(told, [MIA, []]);
  report.set(MIA, false);
  assert.deepEqual(told, [MIA, [], MIA]);
});

test("after its end it tells nothing and leaves no timer", () => {
  const { clock, hidden, report, told } = begin();
  hidden.set(true);
  report.close();
  assert.equal(clock.pending, 0);
  hidden.set(false);
  assert.deepEqual(told, []);
});
