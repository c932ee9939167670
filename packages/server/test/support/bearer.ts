import assert from "node:assert/strict";
import { TokenPair, decodeJson } from "@parley/protocol";
import { Check } from "typebox/value";
import type { TestApp } from "./test-app.ts";

/** An access token for a user of the tests. */
export async function bearerOf(app: TestApp, username: string): Promise<string> {
  const json = { username, password: "pass" };
  const response = await app.fetch("/token/", { method: "POST", json });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  const pair = decodeJson<TokenPair>(text, (value) => Check(TokenPair, value));
  assert.ok(pair !== null);
  return pair.access;
}
