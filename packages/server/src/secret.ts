import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The key of everything that the server signs: SECRET, or one that is made once and kept in
 * DATA_DIR, so that sessions outlive a restart.
 */
export async function loadSecret(secret: string | null, dataDir: string): Promise<Buffer> {
  if (secret !== null) return Buffer.from(secret, "utf8");
  const path = join(dataDir, "secret");
  await mkdir(dataDir, { recursive: true });
  await makeSecret(path);
  return readFile(path);
}

/** The file appears whole or not at all: a crash half-way must not leave an empty key. */
async function makeSecret(path: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, randomBytes(32).toString("base64url"), { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await unlink(draft);
  }
}
