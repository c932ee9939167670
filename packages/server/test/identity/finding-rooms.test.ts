import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { HOME, codeOf, participant, setUp } from "./admission-world.ts";

const DAY = 86_400_000;

test("[ROOM5] a room is found by its code in any case, with or without hyphens, or in a link", async (t) => {
  const { admission, storedRoom } = await setUp(t);
  const room = await storedRoom();
  const link = "http://localhost:8000/abc-defg-hij";
  for (const code of ["abc-defg-hij", "ABC-Defg-HIJ", "abcdefghij", link]) {
    assert.deepEqual(await admission.find(code, HOME), room);
  }
});

test("[ROOM5] an unknown code and a text that is no code are the same", async (t) => {
  const { admission } = await setUp(t);
  for (const code of ["zzz-zzzz-zzz", "", "room", "abc-defg-hi1", "äbc-defg-hij"]) {
    await assert.rejects(admission.find(code, HOME), { code: "room_not_found" }, code);
  }
});

test("[ROOM6] an expired room is known as that for 30 days, then not at all", async (t) => {
  const { clock, admission, storedRoom } = await setUp(t);
  const room = await storedRoom({ expiresAt: clock.now() + 1000 });
  const find = () => admission.find("abc-defg-hij", HOME);
  clock.advance(999);
  await find();
  clock.advance(1);
  await assert.rejects(find(), { code: "room_expired" });
  assert.deepEqual(await admission.findKept("abc-defg-hij", HOME), room, "what it had is kept");
  clock.advance(30 * DAY - 1);
  await assert.rejects(find(), { code: "room_expired" });
  clock.advance(1);
  await assert.rejects(find(), { code: "room_not_found" });
  await assert.rejects(admission.findKept("abc-defg-hij", HOME), { code: "room_not_found" });
});

test("[ROOM6] a deleted room is known as that for 30 days, whatever else it was", async (t) => {
  const { stores, clock, admission, storedRoom } = await setUp(t);
  const { id } = await storedRoom({ expiresAt: clock.now() + DAY });
  await stores.rooms.remove(id, clock.now());
  const find = () => admission.find("abc-defg-hij", HOME);
  await assert.rejects(find(), { code: "room_deleted" });
  await assert.rejects(admission.findKept("abc-defg-hij", HOME), { code: "room_deleted" });
  clock.advance(30 * DAY - 1);
  await assert.rejects(find(), { code: "room_deleted" });
  clock.advance(1);
  await assert.rejects(find(), { code: "room_not_found" });
});

test("[ROOM11] a room without an expiry expires 90 days after its last use", async (t) => {
  const { stores, clock, admission, storedRoom } = await setUp(t);
  const { id } = await storedRoom();
  const find = () => admission.find("abc-defg-hij", HOME);
  clock.advance(60 * DAY);
  await stores.rooms.markUsed(id, clock.now());
  clock.advance(90 * DAY - 1);
  await find();
  clock.advance(1);
  await assert.rejects(find(), { code: "room_expired" });
  clock.advance(30 * DAY);
  await assert.rejects(find(), { code: "room_not_found" });
});

test("[ROOM11] such a room does not expire while somebody is in it; one with an expiry does", async (t) => {
  const { clock, present, admission, storedRoom } = await setUp(t);
  await storedRoom();
  await storedRoom({ code: "xyz-defg-hij", expiresAt: clock.now() + 100 * DAY });
  present.push(participant("p1"));
  clock.advance(125 * DAY);
  await admission.find("abc-defg-hij", HOME);
  await assert.rejects(admission.find("xyz-defg-hij", HOME), { code: "room_expired" });
  present.pop();
  await assert.rejects(admission.find("abc-defg-hij", HOME), { code: "room_not_found" });
});

test("[ROOM12] who is in a room is asked only where it decides whether the room was left alone", async (t) => {
  const { stores, clock, present, asked, admission, storedRoom } = await setUp(t);
  const room = await storedRoom();
  const fixed = await storedRoom({ code: "xyz-defg-hij", expiresAt: clock.now() + DAY });
  const deleted = await storedRoom({ code: "old-defg-hij" });
  await stores.rooms.remove(deleted.id, clock.now());
  await admission.find(room.code, HOME);
  await admission.find(fixed.code, HOME);
  await assert.rejects(admission.find(deleted.code, HOME), { code: "room_deleted" });
  clock.advance(DAY);
  await assert.rejects(admission.find(fixed.code, HOME), { code: "room_expired" });
  assert.deepEqual(asked, []);
  clock.advance(89 * DAY);
  present.push(participant("p1"));
  await admission.find(room.code, HOME);
  assert.deepEqual(asked, [room.id]);
});

test("[GUESS3] after 30 unknown codes in 10 minutes an address finds nothing any more", async (t) => {
  const { clock, admission, storedRoom } = await setUp(t);
  await storedRoom();
  const unknown = () => admission.find("zzz-zzzz-zzz", HOME);
  for (let i = 0; i < 30; i += 1) await assert.rejects(unknown(), { code: "room_not_found" });
  clock.advance(1000);
  const limited = { code: "rate_limited", retryAfterMs: LIMITS.addressWindowMs - 1000 };
  await assert.rejects(unknown(), limited);
  await assert.rejects(admission.find("abc-defg-hij", HOME), limited);
  await admission.find("abc-defg-hij", "192.0.2.2");
  clock.advance(LIMITS.addressWindowMs - 1000);
  await admission.find("abc-defg-hij", HOME);
});

test("[GUESS3] known codes do not count, and guesses that come at once do", async (t) => {
  const { admission, storedRoom } = await setUp(t);
  await storedRoom();
  const known = Array.from({ length: 100 }, () => admission.find("abc-defg-hij", HOME));
  await Promise.all(known);
  const guesses = Array.from({ length: 100 }, () => admission.find("zzz-zzzz-zzz", HOME));
  const codes = (await Promise.allSettled(guesses)).map(codeOf);
  assert.equal(codes.filter((code) => code === "room_not_found").length, 30);
  assert.equal(codes.filter((code) => code === "rate_limited").length, 70);
});

test("[GUESS3] a room whose keeping time is over counts as unknown", async (t) => {
  const { clock, admission, storedRoom } = await setUp(t);
  await storedRoom({ expiresAt: clock.now() - 30 * DAY });
  const find = () => admission.find("abc-defg-hij", HOME);
  for (let i = 0; i < 30; i += 1) await assert.rejects(find(), { code: "room_not_found" });
  await assert.rejects(find(), { code: "rate_limited" });
});
