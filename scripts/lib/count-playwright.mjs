import { writeFileSync } from "node:fs";

/** The environment variable that names the file for the counts. */
export const COUNTS_VARIABLE = "PARLEY_TEST_COUNTS";

/** A reporter for Playwright that writes the run's counts as JSON. A flaky test has failed. */
export default class CountPlaywrightTests {
  /** @type {import("@playwright/test/reporter").Suite | undefined} */
  #suite;

  /**
   * @param {unknown} _config
   * @param {import("@playwright/test/reporter").Suite} suite
   */
  onBegin(_config, suite) {
    this.#suite = suite;
  }

  onEnd() {
    const outcomes = (this.#suite?.allTests() ?? []).map((test) => test.outcome());
    const count = (/** @type {string[]} */ ...names) =>
      outcomes.filter((outcome) => names.includes(outcome)).length;
    const counts = {
      passed: count("expected"),
      failed: count("unexpected", "flaky"),
      notRun: count("skipped"),
      empty: [],
    };
    writeFileSync(process.env[COUNTS_VARIABLE] ?? "", JSON.stringify(counts));
  }

  printsToStdio() {
    return false;
  }
}
