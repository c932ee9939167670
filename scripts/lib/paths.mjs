import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the checkout these scripts belong to. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * A program that npm installed into the checkout.
 * @param {string} root
 * @param {string} name
 */
export function binary(root, name) {
  return join(root, "node_modules", ".bin", name);
}

/**
 * `env` with the checkout's programs first on PATH, so that `#!/usr/bin/env node` is the pinned Node,
 * which keeps what it has compiled: without types to strip and code to compile it starts in half
 * the time.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withBinaries(root, env) {
  const modules = join(root, "node_modules");
  return {
    NODE_COMPILE_CACHE: join(modules, ".cache", "node-compile"),
    ...env,
    PATH: [join(modules, ".bin"), env["PATH"]].join(delimiter),
  };
}
