import assert from "node:assert/strict";
import { ConfigError, type Environment, readConfig } from "../../src/config.ts";

/** What the operator is told about a wrong setting; fails when it is accepted. */
export function refusal(env: Environment): string {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return assert.fail(`accepted: ${JSON.stringify(env)}`);
}
