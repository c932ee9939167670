import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { rmdirSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 200;

// The lock is a directory with one file in it, named after the owner. Every step is one atomic
// rename: a directory that is prepared aside is renamed to the lock's path, which fails while the
// lock has a file in it; the file of a dead owner is renamed to the new owner's, which only one
// can do.

/**
 * Runs `work` while no other process runs anything under the same lock.
 * @template T
 * @param {string} path where the lock directory is made
 * @param {{ stop: AbortSignal, onWait: (pid: string) => void }} options `onWait`: called once when another process holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @throws the stop's reason when it fires while waiting
 */
export async function withLock(path, { stop, onWait }, work) {
  const me = ownerName(process.pid);
  mkdirSync(dirname(path), { recursive: true });
  let waiting = false;
  for (let holder = take(path, me); holder !== me; holder = take(path, me)) {
    if (!waiting) onWait(holder.split("-")[0] ?? "");
    waiting = true;
    await delay(POLL_MS, undefined, { signal: stop });
  }
  try {
    return await work();
  } finally {
    release(path, me);
  }
}

/**
 * The name of a process that no later process has: its id and when it started (ids are soon used
 * again, above all in containers). Where /proc is missing, the id alone. Undefined when there is no
 * such process.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processName(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) !== "EPERM") return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${pid}-${started}`;
  } catch {
    return `${pid}-0`;
  }
}

/** @param {number} pid */
function ownerName(pid) {
  const name = processName(pid);
  if (name === undefined) throw new Error(`There is no process ${pid}.`);
  return name;
}

/**
 * Tries once. Returns who holds the lock now.
 * @param {string} path
 * @param {string} me
 * @returns {string}
 */
function take(path, me) {
  const prepared = mkdtempSync(`${path}-`);
  writeFileSync(join(prepared, me), "");
  if (renamed(prepared, path)) return me;
  rmSync(prepared, { recursive: true });
  const owner = ownerOf(path);
  if (owner === undefined) return take(path, me);
  const isAlive = processName(Number(owner.split("-")[0])) === owner;
  if (isAlive || !renamed(join(path, owner), join(path, me))) return owner;
  return me;
}

/** @param {string} path */
function ownerOf(path) {
  try {
    return readdirSync(path)[0];
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * False when the target is held or the source has gone: somebody else was faster.
 * @param {string} from
 * @param {string} to
 */
function renamed(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST", "ENOENT"].includes(errorCode(error))) return false;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {string} me
 */
function release(path, me) {
  unlinkSync(join(path, me));
  try {
    rmdirSync(path);
  } catch (error) {
    // The next owner may have moved in between the two calls.
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(errorCode(error))) throw error;
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
