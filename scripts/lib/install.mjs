import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, delimiter, join, sep } from "node:path";
import { Problem, runChild } from "./child.mjs";
import { filesBelow, hashFiles, readIfThere } from "./files.mjs";
import { withLock } from "./lock.mjs";
import { binary } from "./paths.mjs";

/** The oldest npm with which a fresh clone was installed. */
const OLDEST_NPM = 10;

const MARK = "node_modules/.parley-install";
const LOCK = ".cache/setup.lock";

/**
 * @typedef {object} Setup
 * @property {string} root
 * @property {AbortSignal} stop
 * @property {(line: string) => void} log
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * Brings node_modules up to date with the lock file, if it is not.
 * @param {Setup} setup
 * @throws {Problem} when npm is too old or fails
 */
export async function install(setup) {
  await exclusively(setup, async () => {
    const reason = installReason(setup.root);
    if (reason === undefined) return;
    setup.log(`Installing dependencies (${reason}); this takes about half a minute.`);
    await npmCi(setup);
    noteInstalled(setup.root);
  });
}

/**
 * Runs `work` while no other script installs or builds in this checkout.
 * @param {Setup} setup
 * @param {() => Promise<void>} work
 */
export async function exclusively({ root, stop, log }, work) {
  const onWait = (/** @type {string} */ pid) =>
    log(`Waiting for process ${pid}, which is setting up this checkout.`);
  await withLock(join(root, LOCK), { stop, onWait }, work);
}

/**
 * Why node_modules does not fit the checkout, or undefined when it does.
 * @param {string} root
 * @returns {string | undefined}
 */
export function installReason(root) {
  const mark = readIfThere(join(root, MARK));
  if (mark === undefined) return "not done yet";
  if (mark !== wantedHash(root)) return "the lock file or a package.json changed";
  return pinnedNodeRuns(root) ? undefined : "the pinned Node.js is missing";
}

/**
 * Writes down what node_modules was installed from.
 * @param {string} root
 */
export function noteInstalled(root) {
  writeFileSync(join(root, MARK), wantedHash(root));
}

/**
 * How to run npm: with the Node that runs npm itself, because node_modules/.bin/node goes away
 * while npm installs.
 * @param {NodeJS.ProcessEnv} env
 * @returns {readonly [string, ...string[]]}
 */
export function npmCommand(env) {
  const { npm_execpath: npm, npm_node_execpath: node } = env;
  const isNpm = npm !== undefined && basename(npm).startsWith("npm");
  return isNpm && node !== undefined && existsSync(node) ? [node, npm] : ["npm"];
}

/** @param {string} root */
function wantedHash(root) {
  const packages = filesBelow(root, "packages").filter(
    (path) => path.split("/").length === 3 && path.endsWith("/package.json"),
  );
  return hashFiles(root, ["package-lock.json", "package.json", ...packages]);
}

/** @param {string} root */
function pinnedNodeRuns(root) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { stdout } = spawnSync(binary(root, "node"), ["--version"], { encoding: "utf8" });
  return stdout?.trim() === `v${manifest.devDependencies.node}`;
}

/** @param {Setup} setup */
async function npmCi({ root, stop, env }) {
  const [command, ...prefix] = npmCommand(env);
  const npm = (/** @type {string[]} */ ...args) =>
    runChild(command, [...prefix, ...args], {
      cwd: root,
      stop,
      env: withoutBinaries(root, env),
      capture: true,
    });
  requireNpm((await npm("--version")).output.trim());
  rmSync(join(root, MARK), { force: true });
  // NODE_ENV=production would leave out the development dependencies, the pinned Node among them.
  const { code, output } = await npm("ci", "--no-audit", "--no-fund", "--include=dev");
  stop.throwIfAborted();
  if (code !== 0)
    throw new Problem(`${output}\nThe installation failed: npm ci ended with exit code ${code}.`);
  if (!pinnedNodeRuns(root)) throw new Problem(`${output}\n${noPinnedNode}`);
}

const noPinnedNode =
  "npm ci ended well but left no working node_modules/.bin/node. " +
  "Its package fetches it with an install script: does your npm forbid those (npm config get ignore-scripts)?";

/** @param {string} version */
function requireNpm(version) {
  if (Number.parseInt(version, 10) >= OLDEST_NPM) return;
  throw new Problem(
    `Parley needs npm ${OLDEST_NPM} or newer to install; this is ${version}. Run: npm install -g npm@11`,
  );
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function withoutBinaries(root, env) {
  const path = (env["PATH"] ?? "").split(delimiter);
  return { ...env, PATH: path.filter((part) => !part.startsWith(root + sep)).join(delimiter) };
}
