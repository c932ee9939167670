import assert from "node:assert/strict";
import { ERRORS, type ErrorCode, Problem } from "@parley/protocol";
import { Check } from "typebox/value";
import type { Answer } from "./http-client.ts";

/** Asserts that the answer is a problem document, complete and of this code. */
export function assertProblem(answer: Answer, code: ErrorCode, about = ""): void {
  assert.match(answer.headers["content-type"] ?? "", /^application\/problem\+json/, about);
  const problem = answer.json();
  assert.ok(Check(Problem, problem), `${about}: ${answer.text}`);
  const { status, title } = ERRORS[code];
  const { type, detail, errors: _errors, ...rest } = problem;
  assert.deepEqual(rest, { title, status, code }, `${about}: ${answer.text}`);
  assert.equal(type, `urn:parley:error:${code}`);
  assert.notEqual(detail, "");
  assert.equal(answer.status, status, about);
  assert.doesNotMatch(answer.text, /node_modules|\.ts:|at async|Error:/, about);
}
