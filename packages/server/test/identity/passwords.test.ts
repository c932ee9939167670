import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { isCommonPassword } from "../../src/identity/common-passwords.ts";
import { hashPassword, impossibleHash, verifyPassword } from "../../src/identity/password-hash.ts";
import { Passwords } from "../../src/identity/passwords.ts";

const trial = new Passwords({ rule: "trial", limits: LIMITS });
const strict = new Passwords({ rule: "strict", limits: LIMITS });

test("[PASS1] the trial rule takes four characters or more, whatever they are", () => {
  for (const password of ["pass", "1234", "    ", "ééééé", "😀😀😀😀"]) trial.check(password);
  for (const password of ["", "abc", "😀😀😀"]) {
    assert.throws(() => trial.check(password), { code: "password_too_short" }, password);
  }
});

test("[PASS2] the strict rule takes eight characters or more and refuses the most common", () => {
  for (const password of ["zebra-11", "        ", "ßßßßßßßß", "x".repeat(1024)]) {
    strict.check(password);
  }
  for (const password of ["pass", "zebra-1", "😀😀😀😀"]) {
    assert.throws(() => strict.check(password), { code: "password_too_short" }, password);
  }
  for (const password of ["password", "PassWord", "12345678", "qwertyuiop", "iloveyou1"]) {
    assert.throws(() => strict.check(password), { code: "password_too_common" }, password);
  }
});

test("the list of common passwords is a list, and says no to others", () => {
  for (const password of ["00000000", "zxcvbnm123", "trustno1", "letmein123"]) {
    assert.equal(isCommonPassword(password), true, password);
  }
  for (const password of ["", "correct horse", "password correct", "passwor", "zebra-11"]) {
    assert.equal(isCommonPassword(password), false, password);
  }
});

test("[PASS4] a hash is argon2id with 46 MiB, salted, as a PHC string", async () => {
  const [one, two] = await Promise.all([hashPassword("pass"), hashPassword("pass")]);
  assert.match(one, /^\$argon2id\$v=19\$m=47104,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(one, two);
});

test("[PASS4] a password verifies against its own hash alone", async () => {
  const hash = await strict.hash("pässword 😀");
  assert.equal(await strict.verify(hash, "pässword 😀"), true);
  assert.equal(await strict.verify(hash, "pässword 😃"), false);
  assert.equal(await strict.verify(hash, ""), false);
});

test("a hash made elsewhere, with other parameters, verifies by those", async () => {
  // From the tests of the reference implementation, phc-winner-argon2.
  const hash =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  assert.equal(await verifyPassword(hash, "password"), true);
  assert.equal(await verifyPassword(hash.replace("t=2", "t=1"), "password"), false);
});

test("nobody has a password, and finding that out takes the same work", async () => {
  assert.equal(await strict.verify(null, "password"), false);
  const cost = (hash: string) => hash.split("$").slice(1, 4).join("$");
  assert.equal(cost(impossibleHash()), cost(await hashPassword("x")));
});

test("a stored hash that is none is a fault, not a wrong password", async () => {
  await assert.rejects(verifyPassword("plain", "plain"), /not an argon2id PHC string/);
});

test("[PASS4] a burst beyond the queue is refused, the rest is served", async () => {
  const limits = { ...LIMITS, passwordHashesAtOnce: 1, passwordHashesWaiting: 2 };
  const passwords = new Passwords({ rule: "trial", limits });
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => passwords.hash("pass")));
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"],
  );
});
