import assert from "node:assert/strict";
import { test } from "node:test";
import { type Invite, LIMITS, type SignIn } from "@parley/protocol";
import { browserText } from "../src/account/browser-text.ts";
import { csvOf } from "../src/lib/csv.ts";
import { untilText } from "../src/lib/time-text.ts";
import { candidates } from "../src/rooms/candidates.ts";
import { choiceOf, expiresInOf, localDate } from "../src/rooms/expiry.ts";
import { inviteState, inviteText } from "../src/rooms/invite-text.ts";
import { attendanceCsv } from "../src/rooms/attendance-csv.ts";
import { isExpired, roomLine, roomTitle } from "../src/rooms/room-line.ts";
import { mustAsk } from "../src/visit/door.ts";
import { participant } from "./meeting-fixtures.ts";
import { account, card, details, linked } from "./visit-fixtures.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 1_760_000_000_000;

test("CSV quotes what would break it, and keeps formulas text", () => {
  assert.equal(
    csvOf([
      ["a,b", 'say "hi"'],
      ["two\nlines", "=1+1"],
    ]),
    `"a,b","say ""hi"""\r\n"two\nlines",'=1+1\r\n`,
  );
  for (const first of ["+", "-", "@", "\t"]) assert.ok(csvOf([[`${first}x`]]).startsWith("'"));
});

test("attendance is written with a head, and without an end for those still there", () => {
  const stay = { participantId: "p1", name: "Mia", joinedAt: 0, leftAt: null };
  assert.equal(
    attendanceCsv([stay, { ...stay, leftAt: 1000 }]),
    "name,participantId,joinedAt,leftAt\r\n" +
      "Mia,p1,1970-01-01T00:00:00.000Z,\r\n" +
      "Mia,p1,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.000Z\r\n",
  );
});

test("a chosen end becomes seconds from now, or a sentence that says what is wrong", () => {
  assert.equal(expiresInOf({ kind: "none" }, NOW), null);
  assert.equal(expiresInOf({ kind: "after", seconds: 3600 }, NOW), 3600);
  // The field's own time has minutes only.
  const minute = Math.ceil(NOW / 60_000) * 60_000;
  assert.equal(expiresInOf(choiceOf(minute + HOUR), minute), 3600);
  for (const date of ["", localDate(NOW - HOUR), localDate(NOW + 400 * DAY)]) {
    assert.equal(typeof expiresInOf({ kind: "date", date }, NOW), "string", date);
  }
  const last = NOW + LIMITS.expiresInSeconds.max * 1000 - 60_000;
  assert.equal(typeof expiresInOf({ kind: "date", date: localDate(last) }, NOW), "number");
});

test("how long until something is rounded to what people say", () => {
  assert.equal(untilText(1), "in 1 minute");
  assert.equal(untilText(59 * 60_000), "in 59 minutes");
  assert.equal(untilText(90 * 60_000), "in 2 hours");
  assert.equal(untilText(47 * HOUR), "in 47 hours");
  assert.equal(untilText(3 * DAY), "in 3 days");
});

test("a room's line says what matters, its code only when the title does not", () => {
  assert.equal(roomTitle(linked), linked.code);
  assert.equal(roomLine(linked, NOW), "Trusted");
  const named = { ...linked, name: "Stand-up", locked: true, expiresAt: NOW + 3 * DAY };
  assert.equal(roomLine(named, NOW), `${linked.code} · Trusted · locked · expires in 3 days`);
  assert.equal(isExpired(named, NOW), false);
  assert.equal(isExpired(named, NOW + 3 * DAY), true);
});

const invite: Invite = {
  id: "i1",
  role: "member",
  createdAt: NOW,
  expiresAt: NOW + DAY,
  usesLeft: 1,
  revokedAt: null,
};

test("an invite says whether it still counts, and why not", () => {
  assert.equal(inviteState(invite, NOW), "valid");
  assert.equal(inviteState(invite, NOW + DAY), "expired");
  assert.equal(inviteState({ ...invite, usesLeft: 0 }, NOW), "used up");
  assert.equal(inviteState({ ...invite, usesLeft: 0, revokedAt: NOW }, NOW), "taken back");
  assert.match(inviteText(invite, NOW), /1 use left · until/);
  assert.match(
    inviteText({ ...invite, usesLeft: null, expiresAt: null }, NOW),
    /no limit of uses$/,
  );
  assert.match(inviteText({ ...invite, usesLeft: 0 }, NOW), /used up$/);
});

test("who can own the room next: no guests, not the owner, each person once", () => {
  const present = [
    participant("owner", { role: "owner" }),
    participant("mia"),
    participant("guest", { kind: "guest" }),
  ];
  const stay = (participantId: string) => ({
    participantId,
    name: participantId,
    joinedAt: 0,
    leftAt: 1,
  });
  const stays = ["owner", "mia", "tom", "tom", "guest"].map(stay);
  assert.deepEqual(
    candidates(present, stays).map(({ id }) => id),
    ["mia", "tom"],
  );
});

test("the button asks where the door probably leads to the lobby", () => {
  const guest = { kind: "guest", id: "g", name: "Rosa" } as const;
  assert.equal(mustAsk(card, guest, false), true);
  assert.equal(mustAsk({ ...card, access: "open" }, guest, false), false);
  assert.equal(mustAsk({ ...card, access: "restricted" }, account, false), true);
  assert.equal(mustAsk(card, account, false), false);
  assert.equal(mustAsk(card, guest, true), false, "invited");
  assert.equal(mustAsk(details, guest, false), false, "was let in before");
});

const browser = (userAgent: string | null, kind: SignIn["kind"] = "browser") =>
  browserText({ kind, userAgent });

test("a browser is told in words", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  assert.equal(
    browser(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0 Safari/537.36`),
    "Chrome on Windows",
  );
  assert.equal(
    browser(`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/141.0 Safari/537.36 Edg/141.0`),
    "Edge on Windows",
  );
  assert.equal(
    browser("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"),
    "Firefox on Linux",
  );
  assert.equal(
    browser(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
    ),
    "Safari on iPhone",
  );
  assert.equal(
    browser(`Mozilla/5.0 (Linux; Android 15) ${webkit} Chrome/141.0 Mobile Safari/537.36`),
    "Chrome on Android",
  );
});

test("what is no known browser is told as it names itself", () => {
  assert.equal(browser(null), "An unknown browser");
  assert.equal(browser("room-reporter/1.4", "token"), "A program (room-reporter/1.4)");
  assert.equal(browser(null, "token"), "A program");
});
