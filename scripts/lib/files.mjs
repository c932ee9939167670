import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Directories that hold nothing of the source. */
const GENERATED = new Set([
  ".cache",
  ".git",
  "data",
  "dist",
  "node_modules",
  "playwright-report",
  "test-results",
]);

/**
 * The files below `folder` (a path relative to `root`), as paths relative to `root` with forward
 * slashes, sorted. Generated directories are left out, and those whose path is in `without`.
 * A folder that does not exist has no files.
 * @param {string} root
 * @param {string} folder
 * @param {readonly string[]} [without]
 * @returns {string[]}
 */
export function filesBelow(root, folder, without = []) {
  /** @type {string[]} */
  const found = [];
  for (const entry of entriesOf(join(root, folder))) {
    const path = relative(root, join(root, folder, entry.name))
      .split(sep)
      .join("/");
    if (entry.isFile()) found.push(path);
    const isSource = !GENERATED.has(entry.name) && !without.includes(path);
    if (entry.isDirectory() && isSource) found.push(...filesBelow(root, path, without));
  }
  return found.toSorted();
}

/**
 * A fingerprint of the names and contents of files.
 * @param {string} root
 * @param {readonly string[]} paths relative to `root`
 * @returns {string} SHA-256, in hex
 */
export function hashFiles(root, paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * The text of a file, or undefined when it does not exist.
 * @param {string} path
 * @returns {string | undefined}
 */
export function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** @param {string} folder */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
