import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The key of everything that the server signs: SECRET, or one that is made once and kept in
 * DATA_DIR, so that sessions outlive a restart.
 */
export async function loadSecret(secret: string | null, dataDir: string): Promise<Buffer> {
  if (secret !== null) return Buffer.from(secret, "utf8");
  const path = join(dataDir, "secret");
  await mkdir(dataDir, { recursive: true });
  const made = randomBytes(32).toString("base64url");
  try {
    await writeFile(path, made, { mode: 0o600, flag: "wx" });
    return Buffer.from(made, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    return readFile(path);
  }
}
