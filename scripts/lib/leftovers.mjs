import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** The environment variable by which the processes of one run are found again. */
export const RUN_VARIABLE = "PARLEY_RUN";

const POLL_MS = 100;

/** @typedef {{ pid: number, parent: number, command: string, ofRun: boolean }} Running */

/**
 * The processes a run has left: those that have its id in their environment, and all that
 * descend from this process. Needs Linux's /proc; elsewhere none are found.
 * @param {string} runId
 * @returns {Running[]}
 */
export function leftovers(runId) {
  const all = runningProcesses(runId);
  const found = new Set([process.pid]);
  // Parents come before their children only as long as ids do not wrap: repeat until nothing is new.
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const { pid, parent, ofRun } of all) {
      if (ofRun || found.has(parent)) found.add(pid);
    }
  }
  return all.filter(({ pid }) => pid !== process.pid && found.has(pid));
}

/**
 * Gives what is left of a run some time to end, then kills it.
 * @param {string} runId
 * @param {number} graceMs
 * @returns {Promise<Running[]>} what had to be killed
 */
export async function endLeftovers(runId, graceMs) {
  const deadline = performance.now() + graceMs;
  while (leftovers(runId).length > 0 && performance.now() < deadline) await delay(POLL_MS);
  const left = leftovers(runId);
  for (const { pid } of left) kill(pid);
  return left;
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended since it was found.
  }
}

/**
 * @param {string} runId
 * @returns {Running[]}
 */
function runningProcesses(runId) {
  return processIds().flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [state = "", parent = ""] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const isZombie = state === "Z";
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      const ofRun = environment.includes(`${RUN_VARIABLE}=${runId}`);
      return isZombie ? [] : [{ pid, parent: Number(parent), command, ofRun }];
    } catch {
      // It has ended meanwhile, or belongs to another user.
      return [];
    }
  });
}

function processIds() {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
