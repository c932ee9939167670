import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "@parley/sdk";
import { accountErrors, missing } from "../src/account/account-errors.ts";
import { failureOf, failureText } from "../src/lib/failure.ts";

const errorsOf = (error: unknown) => accountErrors(failureOf(error), "password");

test("each refusal stands at the field that can mend it", () => {
  assert.deepEqual(Object.keys(errorsOf(new ApiError("username_taken", 409, ""))), ["username"]);
  assert.deepEqual(Object.keys(errorsOf(new ApiError("wrong_credentials", 401, ""))), ["password"]);
  assert.deepEqual(errorsOf(new ApiError("password_too_short", 400, "At least 8.")), {
    password: "At least 8.",
  });
});

test("a new password that is refused is told at its own field", () => {
  const failure = failureOf(new ApiError("password_too_short", 400, "At least 8."));
  assert.deepEqual(accountErrors(failure, "newPassword"), { newPassword: "At least 8." });
});

test("what the schema refuses is told at the fields it names", () => {
  const errors = [{ path: "/username", message: "has characters that are not allowed" }];
  assert.deepEqual(errorsOf(new ApiError("validation_failed", 400, "", { errors })), {
    username: "The username has characters that are not allowed.",
  });
  const unknown = new ApiError("validation_failed", 400, "Wrong.", { errors: [] });
  assert.deepEqual(errorsOf(unknown), { form: "Wrong." });
});

test("too many tries say when to come back", () => {
  const error = new ApiError("rate_limited", 429, "", { retryAfterMs: 125_000 });
  assert.deepEqual(errorsOf(error), { form: "Too many tries. Try again in 3 minutes." });
});

test("a required change of password is a next step, not an error", () => {
  assert.deepEqual(errorsOf(new ApiError("password_change_required", 403, "")), {});
});

test("what is no answer of the server is told without its innards", () => {
  assert.equal(
    failureText(failureOf(new TypeError("x is undefined"))),
    "Something went wrong. Load the page again.",
  );
});

test("empty fields are found before the server is asked", () => {
  const form = new FormData();
  form.set("username", "  ");
  form.set("password", "secret");
  assert.deepEqual(missing(form, ["username", "password"]), { username: "Type a username." });
  form.set("username", "asha");
  assert.equal(missing(form, ["username", "password"]), null);
});

test("a wrong current password is told at its field, also beside a new one", () => {
  const failure = failureOf(new ApiError("wrong_password", 403, ""));
  assert.deepEqual(Object.keys(accountErrors(failure, "newPassword")), ["password"]);
});
