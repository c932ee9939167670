import { runChild } from "./child.mjs";
import { binary, withBinaries } from "./paths.mjs";

/**
 * Runs the server on the pinned Node until it ends.
 * @param {Pick<import("./install.mjs").Setup, "root" | "stop" | "log" | "env"> & { graceMs?: number }} setup
 * @param {string} main the server's first file, relative to the root
 * @returns {Promise<number>} the exit code: 0 when it was asked to stop and did
 */
export async function serve({ root, stop, log, env, graceMs }, main) {
  const ended = await runChild(binary(root, "node"), [main], {
    cwd: root,
    stop,
    env: withBinaries(root, env),
    ...(graceMs === undefined ? {} : { graceMs }),
  });
  if (ended.how === "killed") {
    log("The server did not stop in time and was killed.");
    return 1;
  }
  // Asked to stop before it listened for signals, it ends by the signal: that too is a clean stop.
  return ended.how === "by signal" && stop.aborted ? 0 : ended.code;
}
