import { spawn } from "node:child_process";
import { constants } from "node:os";

/** How long a child that was asked to stop may take before it is killed. */
const GRACE_MS = 15_000;

/** The signals that mean "stop": Ctrl+C, a polite kill, the terminal went away. */
const STOP_SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** Something the user can put right. The message is all that is shown. */
export class Problem extends Error {}

/**
 * @typedef {object} Ended
 * @property {number} code the exit code; for a child ended by a signal, 128 plus its number
 * @property {"by itself" | "by signal" | "killed"} how "killed": it did not stop when asked to
 * @property {string} output what it wrote, when it was captured
 *
 * @typedef {object} ChildOptions
 * @property {string} cwd
 * @property {AbortSignal} stop when it fires the child gets SIGTERM, and is waited for
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [capture] keep the output instead of passing it on; the child gets no stdin
 * @property {number} [graceMs]
 */

/**
 * Fires once, with the signal's name as the reason, when this process is asked to stop. Further
 * signals change nothing: after Ctrl+C the terminal and npm both send one.
 * @returns {AbortSignal}
 */
export function stopRequested() {
  const controller = new AbortController();
  for (const name of STOP_SIGNALS) process.on(name, () => controller.abort(name));
  return controller.signal;
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ChildOptions} options
 * @returns {Promise<Ended>}
 * @throws the stop's reason when it has fired already; the system's error when there is no such program
 */
export async function runChild(command, args, options) {
  const { cwd, stop, env = process.env, capture = false, graceMs = GRACE_MS } = options;
  stop.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env,
    // A captured program has its own group, so that what it starts in turn is stopped with it.
    detached: capture,
    stdio: capture ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  const output = collect(child);
  const stopping = stopOnAbort(child, { stop, graceMs, isGroup: capture });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      stopping.release();
      reject(error);
    });
    child.once("close", (code, signal) => {
      const killed = stopping.release();
      const how = killed ? "killed" : signal === null ? "by itself" : "by signal";
      resolve({ code: code ?? signalCode(signal), how, output: output() });
    });
  });
}

/**
 * Runs programs that belong together: when one ends the others are stopped.
 * @param {readonly { command: string, args: readonly string[], env: NodeJS.ProcessEnv }[]} programs
 * @param {Omit<ChildOptions, "env">} options
 * @returns {Promise<{ first: number, ended: readonly Ended[] }>} `first`: the index of the one that ended first
 */
export async function runTogether(programs, options) {
  const oneEnded = new AbortController();
  const stop = AbortSignal.any([options.stop, oneEnded.signal]);
  /** @type {number[]} */
  const order = [];
  const children = programs.map(async ({ command, args, env }, index) => {
    try {
      return await runChild(command, args, { ...options, env, stop });
    } finally {
      order.push(index);
      oneEnded.abort("one ended");
    }
  });
  const ended = await Promise.all(children);
  return { first: order[0] ?? 0, ended };
}

/**
 * Runs a script's work, and turns how it ends into this process's exit code.
 * @param {(stop: AbortSignal) => Promise<number>} work
 */
export async function runScript(work) {
  const stop = stopRequested();
  try {
    process.exitCode = await work(stop);
  } catch (error) {
    process.exitCode = 1;
    if (stop.aborted) process.exitCode = signalCode(stop.reason);
    else if (error instanceof Problem) console.error(error.message);
    else throw error;
  }
}

/**
 * The exit code a shell gives for a signal.
 * @param {NodeJS.Signals | null} signal
 */
export function signalCode(signal) {
  return signal === null ? 1 : 128 + constants.signals[signal];
}

/** @param {import("node:child_process").ChildProcess} child */
function collect(child) {
  /** @type {Buffer[]} */
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (/** @type {Buffer} */ chunk) => chunks.push(chunk));
  }
  return () => Buffer.concat(chunks).toString();
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {{ stop: AbortSignal, graceMs: number, isGroup: boolean }} options
 */
function stopOnAbort(child, { stop, graceMs, isGroup }) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let killed = false;
  const ask = () => {
    sendSignal(child, "SIGTERM", isGroup);
    timer = setTimeout(() => {
      killed = true;
      sendSignal(child, "SIGKILL", isGroup);
    }, graceMs);
  };
  stop.addEventListener("abort", ask, { once: true });
  const release = () => {
    stop.removeEventListener("abort", ask);
    clearTimeout(timer);
    return killed;
  };
  return { release };
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 * @param {boolean} isGroup
 */
function sendSignal(child, signal, isGroup) {
  if (child.pid === undefined) return;
  try {
    process.kill(isGroup ? -child.pid : child.pid, signal);
  } catch {
    // It has ended, which is what the signal was for.
  }
}
