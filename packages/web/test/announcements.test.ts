import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaptureView } from "@parley/sdk";
import { announcements } from "../src/meeting/announcements.ts";
import { type MeetingModel, meetingModel } from "../src/meeting/meeting-model.ts";
import { localView, participant, roomView } from "./meeting-fixtures.ts";

const STARTING: CaptureView = { state: "starting" };

const meeting = (ids: readonly string[], more: Partial<MeetingModel> = {}): MeetingModel => ({
  ...meetingModel(
    "qhk-wvze-dtm",
    roomView(["me", ...ids].map((id) => participant(id))),
    { remotes: new Map() },
    localView({ mic: STARTING }),
  ),
  ...more,
});

const news = (before: MeetingModel, after: MeetingModel) => announcements(before, after);

test("people who join and leave are named", () => {
  assert.deepEqual(news(meeting(["mia"]), meeting(["mia", "tom"])), ["TOM joined"]);
  assert.deepEqual(news(meeting(["mia", "tom"]), meeting(["tom"])), ["MIA left"]);
});

test("a crowd is counted, not named", () => {
  assert.deepEqual(news(meeting([]), meeting(["a", "b", "c", "d"])), ["4 people joined"]);
});

test("one's own microphone is told; nothing is told when nothing changed", () => {
  const muted = meeting(["mia"]);
  const people = muted.people.map((person) => (person.self ? { ...person, mic: true } : person));
  const open = { ...muted, people };
  assert.deepEqual(news(muted, open), ["Your microphone is on"]);
  assert.deepEqual(news(open, muted), ["Your microphone is off"]);
  assert.deepEqual(news(open, open), []);
});

test("screens that start and stop are told, one's own among them", () => {
  const share = { personId: "mia", name: "MIA", stream: null };
  const before = meeting(["mia"]);
  const after = meeting(["mia"], { shares: [share], sharing: true });
  assert.deepEqual(news(before, after), ["MIA started presenting", "You started presenting"]);
  assert.deepEqual(news(after, before), ["MIA stopped presenting", "You stopped presenting"]);
});

test("a lost connection and its return are told", () => {
  const live = meeting([]);
  const lost = meeting([], {
    connection: { state: "reconnecting", since: 0, attempt: 1, retryAt: null },
  });
  assert.match(news(live, lost).join(), /lost.*call goes on/);
  assert.deepEqual(news(lost, live), ["Connected again"]);
});
