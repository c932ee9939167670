import { relative, resolve } from "node:path";

/**
 * A reporter for node:test that writes the run's counts as JSON. A file that makes no test is
 * reported by node as one passed test; here it is named instead.
 * @param {AsyncIterable<{ type: string, data: any }>} events
 */
export default async function* countNodeTests(events) {
  /** Files that node counts as a test because nothing in them is one. */
  const bare = new Set();
  /** Files that have a suite, but no test in it. */
  const hollow = new Set();
  let total = { passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };
  for await (const { type, data } of events) {
    // A test may be defined in another file than the one that runs it: the name tells a file.
    if (type === "test:pass" && resolve(data.name) === data.file) bare.add(data.file);
    if (type !== "test:summary") continue;
    if (data.file === undefined) total = data.counts;
    else if (data.counts.tests === 0) hollow.add(data.file);
  }
  const empty = [...bare, ...hollow];
  yield JSON.stringify({
    passed: total.passed - bare.size,
    failed: total.failed + total.cancelled,
    notRun: total.skipped + total.todo,
    empty: empty.map((file) => relative(process.cwd(), file)),
  });
}
