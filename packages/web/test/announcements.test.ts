import assert from "node:assert/strict";
import { test } from "node:test";
import type { Role } from "@parley/protocol";
import type { CaptureView, ChatItem } from "@parley/sdk";
import { announcements, reactionNews, roleNews } from "../src/meeting/announcements.ts";
import { type MeetingModel, type Person, meetingModel } from "../src/meeting/meeting-model.ts";
import { localView, participant, roomView } from "./meeting-fixtures.ts";

const STARTING: CaptureView = { state: "starting" };

const meeting = (ids: readonly string[], more: Partial<MeetingModel> = {}): MeetingModel => ({
  ...meetingModel(
    "qhk-wvze-dtm",
    roomView(["me", ...ids].map((id) => participant(id))),
    { remotes: new Map(), quality: null },
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
  const share = { personId: "mia", name: "MIA", guest: false, stream: null };
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

test("raised hands are told, and what becomes of one's own", () => {
  const hand = (more: Partial<Person>) => (model: MeetingModel) => ({
    ...model,
    people: model.people.map((one) => (one.self === more.self ? { ...one, ...more } : one)),
  });
  const low = meeting(["mia"]);
  assert.deepEqual(news(low, hand({ self: false, hand: 1 })(low)), ["MIA raised a hand"]);
  const own = hand({ self: true, hand: 1 })(low);
  assert.deepEqual(news(low, own), ["Your hand is raised"]);
  assert.deepEqual(news(own, low), ["Your hand is down"]);
});

test("who asks to join is told to whom it concerns, and counted when many", () => {
  const waiting = ["Rosa", "Ken", "Ada", "Joe"].map(
    (name) => ({ id: name, name, kind: "guest", since: 0 }) as const,
  );
  assert.deepEqual(news(meeting([]), meeting([], { waiting: waiting.slice(0, 1) })), [
    "Rosa asks to join",
  ]);
  assert.deepEqual(news(meeting([]), meeting([], { waiting })), ["4 people ask to join"]);
  assert.deepEqual(news(meeting([], { waiting }), meeting([])), []);
});

test("messages of others are read out, shortened; a flood is counted", () => {
  const say = (key: string, from: string, more: Partial<ChatItem> = {}): ChatItem => ({
    key,
    id: key,
    from: { participantId: from, name: from.toUpperCase() },
    to: null,
    text: "hello",
    sentAt: 0,
    status: "sent",
    error: null,
    ...more,
  });
  const before = meeting(["mia"], { chat: [say("old", "mia")] });
  const after = (...chat: ChatItem[]) => ({ ...before, chat: [...before.chat, ...chat] });
  assert.deepEqual(news(before, after(say("a", "mia"), say("b", "me"))), [
    "Message from MIA: hello",
  ]);
  assert.deepEqual(news(before, after(say("a", "mia", { to: "me" }))), [
    "Direct message from MIA: hello",
  ]);
  const [long = ""] = news(before, after(say("a", "mia", { text: "x".repeat(4000) })));
  assert.ok(long.length < 200);
  const many = ["a", "b", "c", "d"].map((key) => say(key, "mia"));
  assert.deepEqual(news(before, after(...many)), ["4 new messages"]);
});

test("reactions are named while they are few", () => {
  const one = { name: "Mia", emoji: "👍" };
  assert.equal(reactionNews([]), null);
  assert.equal(reactionNews([one, { name: "Tom", emoji: "🎉" }]), "Mia: thumbs up. Tom: party");
  assert.equal(reactionNews([one, one, one, one]), "4 reactions");
});

test("a change of one's own role is told", () => {
  const as = (role: Role) => {
    const model = meeting(["mia"]);
    return {
      ...model,
      people: model.people.map((one) => (one.self ? { ...one, role } : one)),
    };
  };
  assert.equal(roleNews(as("member"), as("member")), null);
  assert.equal(roleNews(as("member"), as("cohost")), "You are a co-host now");
  assert.equal(roleNews(as("cohost"), as("member")), "You are not a host any more");
  assert.equal(roleNews(as("member"), as("owner")), "This room is yours now");
});
