import { accessSync, constants, existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Problem, runChild } from "./child.mjs";

/** Programs that the tests need, and the Debian packages that bring them. */
const TOOLS = /** @type {Record<string, string>} */ ({
  chromium: "chromium",
  strace: "strace",
  openssl: "openssl",
  curl: "curl",
  ip: "iproute2",
  tc: "iproute2",
  nft: "nftables",
  pg_createcluster: "postgresql",
  "redis-server": "redis-server",
  turnserver: "coturn",
  nginx: "nginx",
  caddy: "caddy",
});

/** Debian asks this program before a package starts its service; 101 is "no". */
const POLICY = "/usr/sbin/policy-rc.d";

/**
 * @typedef {{ do: "nothing" } | { do: "install", packages: string[] } | { do: "tell", line: string }} Plan
 */

/**
 * What to do about the programs that are missing.
 * @param {{ missing: string[], isRoot: boolean, hasApt: boolean }} machine
 * @returns {Plan}
 */
export function planTools({ missing, isRoot, hasApt }) {
  if (missing.length === 0) return { do: "nothing" };
  if (isRoot && hasApt) return { do: "install", packages: missing };
  const how = hasApt ? `sudo apt-get install -y ${missing.join(" ")}` : missing.join(", ");
  return {
    do: "tell",
    line: `The tests need programs that are missing. Install them first: ${how}`,
  };
}

/**
 * The packages whose programs are not on the PATH.
 * @param {string} path
 * @returns {string[]}
 */
export function missingTools(path) {
  const missing = Object.keys(TOOLS).filter((name) => !isOnPath(name, path));
  return [...new Set(missing.map((name) => TOOLS[name] ?? name))];
}

/**
 * Sees to it that all programs the tests need are there.
 * @param {import("./install.mjs").Setup} setup
 * @throws {Problem} when some are missing and cannot be installed
 */
export async function ensureTools({ root, stop, log, env }) {
  const path = env["PATH"] ?? "";
  const plan = planTools({
    missing: missingTools(path),
    isRoot: process.getuid?.() === 0,
    hasApt: isOnPath("apt-get", path),
  });
  if (plan.do === "nothing") return;
  if (plan.do === "tell") throw new Problem(plan.line);
  log(`Installing from Debian: ${plan.packages.join(" ")}.`);
  await withoutServices(() => installPackages({ root, stop, env }, plan.packages));
}

/**
 * The tests start what they need themselves, on free ports: no service of a package should.
 * @param {() => Promise<void>} work
 */
async function withoutServices(work) {
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await work();
  } finally {
    if (isOurs) rmSync(POLICY);
  }
}

/**
 * @param {Pick<import("./install.mjs").Setup, "root" | "stop" | "env">} setup
 * @param {readonly string[]} packages
 * @throws {Problem} when apt-get fails
 */
async function installPackages({ root, stop, env }, packages) {
  for (const args of [["update"], ["install", "-y", ...packages]]) {
    const aptEnv = { ...env, DEBIAN_FRONTEND: "noninteractive" };
    const { code, output } = await runChild("apt-get", args, {
      cwd: root,
      stop,
      env: aptEnv,
      capture: true,
    });
    stop.throwIfAborted();
    if (code !== 0)
      throw new Problem(`${output}\napt-get ${args.join(" ")} failed with exit code ${code}.`);
  }
}

/**
 * @param {string} name
 * @param {string} path
 */
function isOnPath(name, path) {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
