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
 * `env` with the checkout's programs first on PATH, so that `#!/usr/bin/env node` is the pinned Node.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withBinaries(root, env) {
  return { ...env, PATH: [join(root, "node_modules", ".bin"), env["PATH"]].join(delimiter) };
}
