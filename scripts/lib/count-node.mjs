import { relative } from "node:path";

/**
 * A reporter for node:test that writes the run's counts as JSON. A file that makes no test is
 * reported by node as one passed test; here it is named instead.
 * @param {AsyncIterable<{ type: string, data: any }>} events
 */
export default async function* countNodeTests(events) {
  const files = new Set();
  /** @type {Map<string, number>} */
  const testsByFile = new Map();
  let total = { passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };
  for await (const { type, data } of events) {
    if (type === "test:pass") files.add(data.file);
    if (type !== "test:summary") continue;
    if (data.file === undefined) total = data.counts;
    else testsByFile.set(data.file, data.counts.tests);
  }
  const empty = [...files].filter((file) => (testsByFile.get(file) ?? 0) === 0);
  const countedAsTest = empty.filter((file) => !testsByFile.has(file));
  yield JSON.stringify({
    passed: total.passed - countedAsTest.length,
    failed: total.failed + total.cancelled,
    notRun: total.skipped + total.todo,
    empty: empty.map((file) => relative(process.cwd(), file)),
  });
}
