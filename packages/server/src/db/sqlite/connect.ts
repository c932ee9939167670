import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { LIMITS } from "@parley/protocol/limits";

/**
 * Creates the folder and the file when they are missing, for this user only (the database holds
 * password hashes), and rejects with the system's error when the file cannot be written: SQLite
 * itself would open it read-only and fail at the first write.
 */
export async function createFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "a", 0o600);
  await file.close();
}

/** The connection of the writer. WAL and FULL: a commit returns when it is on the disk. */
export function connectWriter(path: string): Database.Database {
  const db = new Database(path, { timeout: LIMITS.databaseBusyMs });
  const mode = db.pragma("journal_mode = wal", { simple: true });
  if (mode !== "wal") throw new Error("this file system does not support SQLite's WAL mode");
  db.pragma("synchronous = full");
  db.pragma("foreign_keys = on");
  return db;
}

/** The connection for reads: it sees what is committed and never waits for the writer. */
export function connectReader(path: string): Database.Database {
  return new Database(path, {
    readonly: true,
    fileMustExist: true,
    timeout: LIMITS.databaseBusyMs,
  });
}
