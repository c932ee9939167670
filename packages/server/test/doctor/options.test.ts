import assert from "node:assert/strict";
import { test } from "node:test";
import { fail, lineOf, ok, summaryOf, warn } from "../../src/doctor/finding.ts";
import { HELP, readOptions } from "../../src/doctor/options.ts";

test("[DOCTOR1] the options are those of the help", () => {
  assert.deepEqual(readOptions([]), { help: false, browser: { kind: "person" } });
  assert.deepEqual(readOptions(["--no-browser"]).browser, { kind: "none" });
  const program = readOptions(["--browser", "/usr/bin/chromium"]);
  assert.deepEqual(program.browser, { kind: "program", path: "/usr/bin/chromium" });
  assert.ok(readOptions(["--help"]).help);
  for (const words of [["--brower"], ["x"], ["--browser"]]) {
    assert.throws(() => readOptions(words), TypeError, words.join(" "));
  }
  for (const option of ["--no-browser", "--browser", "--help"]) assert.ok(HELP.includes(option));
});

test("[DOCTOR1] a finding is a line, and below it what to change", () => {
  const plain = (text: string) => text.replaceAll(/\s+/g, " ");
  assert.equal(plain(lineOf(ok("clock", "It is right."))), "ok clock It is right.");
  const failed = lineOf(fail("proxy", "It is away.", "Start it."));
  assert.equal(plain(failed), "FAIL proxy It is away. -> Start it.");
  assert.equal(failed.split("\n").length, 2);
  const findings = [ok("a", ""), warn("b", "", ""), fail("c", "", "")];
  assert.equal(summaryOf(findings), "1 ok, 1 to look at, 1 FAILED.");
});

test("[DOCTOR1] what a page tells cannot steer the terminal", () => {
  const line = lineOf(ok("browser: x\n", "a\u001B[2Jb\u009Bc\r\nd\u202Ee"));
  assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
});
