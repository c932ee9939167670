import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

export const PAGE =
  '<!doctype html><title>Parley</title><script src="/assets/app-a1b2.js"></script>';
export const SCRIPT = "console.log('parley');";

/** A folder as Vite builds it: a page, files with a hash in their name, and others. */
export async function buildWebRoot(): Promise<{ root: string; remove(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), "parley-web-"));
  await mkdir(join(root, "assets"));
  const files = {
    "index.html": PAGE,
    "favicon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "assets/app-a1b2.js": SCRIPT,
    "assets/app-a1b2.js.gz": gzipSync(SCRIPT),
    "assets/app-c3d4.css": "body { margin: 0 }",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  return { root, remove: () => rm(root, { recursive: true }) };
}
