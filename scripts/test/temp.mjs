import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A folder that is removed when the test ends.
 * @param {{ after: (hook: () => void) => void }} test
 * @param {Record<string, string>} [files] contents by path
 */
export function tempFolder(test, files = {}) {
  const root = mkdtempSync(join(tmpdir(), "parley-scripts-"));
  test.after(() => rmSync(root, { recursive: true, force: true }));
  write(root, files);
  return root;
}

/**
 * @param {string} root
 * @param {Record<string, string>} files contents by path
 */
export function write(root, files) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
