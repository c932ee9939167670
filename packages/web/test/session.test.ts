import assert from "node:assert/strict";
import { test } from "node:test";
import type { Guest, User } from "@parley/protocol";
import { ApiError } from "@parley/sdk";
import { type GuestNote, guestNote } from "../src/account/guest-note.ts";
import { Session, type SessionPorts } from "../src/account/session.ts";

const user: User = { id: "u1", username: "asha", displayName: "Asha", createdAt: 0 };
const guest: Guest = { id: "g1", displayName: "Rosa" };
const unused = () => Promise.reject(new Error("not expected"));

/** A browser's storage, from the start with what it remembers. */
function storage(values = new Map<string, string>()) {
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

function noteOf(name: string | null): GuestNote {
  const note = guestNote(storage());
  if (name !== null) note.keep(name);
  return note;
}

type World = { mayBeSignedIn?: boolean; guestName?: string | null };

function session(
  api: Partial<SessionPorts["api"]>,
  { mayBeSignedIn = true, guestName = null }: World = {},
) {
  const none = { register: unused, login: unused, authTest: unused };
  return new Session({
    api: { ...none, guest: unused, createGuest: unused, ...api },
    mayBeSignedIn: () => mayBeSignedIn,
    note: noteOf(guestName),
  });
}

test("the server tells who is signed in", async () => {
  const known = session({ authTest: () => Promise.resolve(user) });
  await known.check();
  assert.deepEqual(known.view, { state: "signed-in", user });
  assert.deepEqual(known.visitor, { kind: "account", id: "u1", name: "Asha" });
  const unknown = session({ authTest: () => Promise.resolve(null) });
  await unknown.check();
  assert.deepEqual(unknown.view, { state: "signed-out" });
  assert.equal(unknown.visitor, null);
});

test("without a session's cookie the server is not asked", async () => {
  const fresh = session({}, { mayBeSignedIn: false });
  await fresh.check();
  assert.deepEqual(fresh.view, { state: "signed-out" });
});

test("a server that does not answer is no sign-out", async () => {
  const gone = new ApiError("network_error", 0, "");
  const lost = session({ authTest: () => Promise.reject(gone) });
  await lost.check();
  assert.equal(lost.view.state, "unreachable");
});

test("a new account is signed in with", async () => {
  const calls: string[] = [];
  const fresh = session({
    register: ({ username }) =>
      Promise.resolve({ ...user, username: (calls.push("register"), username) }),
    login: ({ username, password }) =>
      Promise.resolve({ ...user, username: (calls.push(password), username) }),
  });
  await fresh.signUp({ username: "asha", password: "secret" });
  assert.deepEqual(calls, ["register", "secret"]);
  assert.equal(fresh.view.state, "signed-in");
});

test("a refused sign-in changes nothing and is the caller's to show", async () => {
  const refusal = new ApiError("wrong_credentials", 401, "");
  const closed = session({ login: () => Promise.reject(refusal) }, { mayBeSignedIn: false });
  await closed.check();
  await assert.rejects(closed.signIn({ username: "asha", password: "no" }), refusal);
  assert.deepEqual(closed.view, { state: "signed-out" });
});

test("the guest of this browser is asked for first, and only they", async () => {
  const back = session({ guest: () => Promise.resolve(guest) }, { guestName: "Rosa" });
  await back.check();
  assert.deepEqual(back.view, { state: "guest", guest });
  assert.deepEqual(back.visitor, { kind: "guest", id: "g1", name: "Rosa" });
});

test("a guest who has expired is nobody, but the name is still known", async () => {
  const late = session(
    { guest: () => Promise.resolve(null) },
    { guestName: "Rosa", mayBeSignedIn: false },
  );
  await late.check();
  assert.deepEqual(late.view, { state: "signed-out" });
  assert.equal(late.guestName, "Rosa");
});

test("a name makes a guest, an account ends that", async () => {
  const fresh = session(
    { createGuest: () => Promise.resolve(guest), login: () => Promise.resolve(user) },
    { mayBeSignedIn: false },
  );
  await fresh.enterAsGuest("Rosa");
  assert.equal(fresh.view.state, "guest");
  assert.equal(fresh.guestName, "Rosa");
  await fresh.signIn({ username: "asha", password: "secret" });
  assert.equal(fresh.view.state, "signed-in");
  assert.equal(fresh.guestName, "");
});

test("a new name of the account is taken over, but signs nobody in", async () => {
  const known = session({ authTest: () => Promise.resolve(user) });
  known.changed({ ...user, displayName: "Too early" });
  assert.equal(known.view.state, "checking");
  await known.check();
  known.changed({ ...user, displayName: "Asha K." });
  assert.equal(known.visitor?.name, "Asha K.");
});

test("a storage that is full or forbidden remembers nothing, and breaks nothing", () => {
  const full = guestNote({
    ...storage(),
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  full.keep("Rosa");
  assert.equal(full.recall(), null);
  const none = guestNote(undefined);
  none.keep("Rosa");
  none.forget();
  assert.equal(none.recall(), null);
});
