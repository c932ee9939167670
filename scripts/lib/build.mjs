import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem, runChild } from "./child.mjs";
import { filesBelow, hashFiles, readIfThere } from "./files.mjs";
import { exclusively } from "./install.mjs";
import { binary, withBinaries } from "./paths.mjs";

const WEB = "packages/web";
const DIST = `${WEB}/dist`;
const MARK = `${DIST}/.built`;

/**
 * Builds the web client, if its source is not what the last build was made from.
 * @param {import("./install.mjs").Setup} setup
 * @throws {Problem} when the build fails
 */
export async function build(setup) {
  await exclusively(setup, async () => {
    const wanted = sourceHash(setup.root);
    if (!isStale(setup.root, wanted)) return;
    setup.log("Building the web client.");
    await viteBuild(setup);
    noteBuilt(setup.root, wanted);
  });
}

/**
 * True when there is no complete build of the source with this hash.
 * @param {string} root
 * @param {string} wanted
 */
export function isStale(root, wanted) {
  const isBuilt = readIfThere(join(root, MARK)) === wanted;
  return !isBuilt || !existsSync(join(root, DIST, "index.html"));
}

/**
 * Writes down which source the build was made from.
 * @param {string} root
 * @param {string} hash
 */
export function noteBuilt(root, hash) {
  writeFileSync(join(root, MARK), hash);
}

/**
 * A fingerprint of all that goes into the web client.
 * @param {string} root
 */
export function sourceHash(root) {
  return hashFiles(root, [
    "package-lock.json",
    "packages/protocol/package.json",
    "packages/sdk/package.json",
    ...filesBelow(root, "packages/protocol/src"),
    ...filesBelow(root, "packages/sdk/src"),
    ...filesBelow(root, WEB, [`${WEB}/dev`, `${WEB}/test`]),
  ]);
}

/** @param {import("./install.mjs").Setup} setup */
async function viteBuild({ root, stop, env }) {
  // Without the mark, a build that is interrupted counts as stale.
  rmSync(join(root, MARK), { force: true });
  const { code, output } = await runChild(binary(root, "vite"), ["build", WEB], {
    cwd: root,
    stop,
    env: withBinaries(root, env),
    capture: true,
  });
  stop.throwIfAborted();
  if (code !== 0)
    throw new Problem(`${output}\nThe build of the web client failed with exit code ${code}.`);
}
