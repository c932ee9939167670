import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "@parley/protocol";
import { ApiError } from "@parley/sdk";
import { Session, type SessionPorts } from "../src/account/session.ts";

const user: User = { id: "u1", username: "asha", displayName: "Asha", createdAt: 0 };
const unused = () => Promise.reject(new Error("not expected"));

function session(api: Partial<SessionPorts["api"]>, mayBeSignedIn = true) {
  const ports = { register: unused, login: unused, logout: unused, authTest: unused, ...api };
  return new Session({ api: ports, mayBeSignedIn: () => mayBeSignedIn });
}

test("the server tells who is signed in", async () => {
  const known = session({ authTest: () => Promise.resolve(user) });
  await known.check();
  assert.deepEqual(known.view, { state: "signed-in", user });
  const unknown = session({ authTest: () => Promise.resolve(null) });
  await unknown.check();
  assert.deepEqual(unknown.view, { state: "signed-out" });
});

test("without a session's cookie the server is not asked", async () => {
  const fresh = session({}, false);
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
  const closed = session({ login: () => Promise.reject(refusal) }, false);
  await closed.check();
  await assert.rejects(closed.signIn({ username: "asha", password: "no" }), refusal);
  assert.deepEqual(closed.view, { state: "signed-out" });
});
