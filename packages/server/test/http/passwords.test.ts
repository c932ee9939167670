import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hashPassword } from "../../src/identity/password-hash.ts";
import { randomId } from "../../src/identity/random.ts";
import { type Harness, PASSWORD, freshName, startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
before(async () => {
  harness = await startHttp({ env: { PASSWORD_POLICY: "strict" } });
});
after(() => harness.close());

/** An account whose password was chosen while the server was on trial. */
async function trialAccount(password: string): Promise<string> {
  const username = freshName();
  await harness.stores.accounts.create({
    id: randomId(),
    username,
    usernameKey: username,
    displayName: username,
    createdAt: 1,
    deletedAt: null,
    passwordHash: await hashPassword(password),
    passwordRule: "trial",
  });
  return username;
}

test("[PASS2] under the strict rule short and common passwords are refused", async () => {
  const register = (password: string) =>
    harness.client().post("/register/", { username: freshName(), password });
  assertProblem(await register("pass"), "password_too_short");
  assertProblem(await register("Password1"), "password_too_common");
  assert.equal((await register(PASSWORD)).status, 201);
});

test("[PASS1] under the trial rule four characters do, and three do not", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  const register = (password: string) =>
    own.client().post("/register/", { username: freshName(), password });
  assertProblem(await register("abc"), "password_too_short");
  assert.equal((await register("1234")).status, 201);
});

test("[PASS3] a trial-made password must be changed at the next sign-in", async () => {
  const username = await trialAccount("pass");
  const client = harness.client();
  const logIn = (more: object) => client.post("/login/", { username, ...more });
  assertProblem(await logIn({ password: "pass" }), "password_change_required");
  const short = { password: "pass", newPassword: "short" };
  assertProblem(await logIn(short), "password_too_short");
  assertProblem(await logIn({ ...short, newPassword: "password1" }), "password_too_common");
  assert.equal(client.cookies.size, 0);
  assert.equal((await logIn({ ...short, newPassword: PASSWORD })).status, 200);
  assertProblem(await logIn({ password: "pass" }), "wrong_credentials");
  assert.equal((await logIn({ password: PASSWORD })).status, 200);
  const stored = await harness.stores.accounts.byUsernameKey(username);
  assert.equal(stored?.passwordRule, "strict");
});

test("[PASS3] who does not know the password learns nothing of its rule", async () => {
  const username = await trialAccount("pass");
  const client = harness.client();
  const body = { username, password: "wrong", newPassword: PASSWORD };
  assertProblem(await client.post("/login/", body), "wrong_credentials");
  const stored = await harness.stores.accounts.byUsernameKey(username);
  assert.equal(stored?.passwordRule, "trial");
});

test("[PASS3] the new password must be a new one", async () => {
  const username = await trialAccount(PASSWORD);
  const body = { username, password: PASSWORD, newPassword: PASSWORD };
  assertProblem(await harness.client().post("/login/", body), "validation_failed");
});

test("[PASS3] newPassword replaces the password also when nobody asked for it", async () => {
  const username = freshName();
  const client = harness.client();
  await client.post("/register/", { username, password: PASSWORD });
  const changed = { username, password: PASSWORD, newPassword: "battery staple" };
  assert.equal((await client.post("/login/", changed)).status, 200);
  const logIn = (password: string) => client.post("/login/", { username, password });
  assertProblem(await logIn(PASSWORD), "wrong_credentials");
  assert.equal((await logIn("battery staple")).status, 200);
});
