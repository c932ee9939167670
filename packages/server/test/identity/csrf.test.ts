import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { Csrf } from "../../src/identity/csrf.ts";

const csrf = new Csrf(Buffer.from("a secret of the server"));

test("[CSRF1] a token is valid for the session it was issued for, and for no other", () => {
  const token = csrf.issue("session-1");
  assert.equal(csrf.valid(token, "session-1"), true);
  assert.equal(csrf.valid(token, "session-2"), false);
  assert.equal(csrf.valid(token, ""), false);
});

test("[CSRF1] a token is nonce and HMAC-SHA256 over label, session and nonce", () => {
  const [nonce = "", signature] = csrf.issue("session-1").split(".");
  const hmac = createHmac("sha256", "a secret of the server").update(`csrf session-1 ${nonce}`);
  assert.equal(signature, hmac.digest("base64url"));
  assert.match(nonce, /^[\w-]{22}$/);
});

test("[CSRF1] a token of a server with another secret is not valid", () => {
  const other = new Csrf(Buffer.from("another secret"));
  assert.equal(csrf.valid(other.issue("session-1"), "session-1"), false);
});

test("[CSRF1] a changed, cut or padded token is not valid", () => {
  const token = csrf.issue("session-1");
  const [nonce = "", signature = ""] = token.split(".");
  const wrong = ["", ".", nonce, `${nonce}.`, `.${signature}`, `${token}.`, `${token}.x`];
  wrong.push(`x${token}`, `${nonce}.${signature.slice(0, -2)}`, `${nonce}x.${signature}`);
  for (const text of wrong) assert.equal(csrf.valid(text, "session-1"), false, text);
});

test("every token has a nonce of its own", () => {
  assert.notEqual(csrf.issue("session-1"), csrf.issue("session-1"));
});
