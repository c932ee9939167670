import Database from "better-sqlite3";
import type { Failure } from "../storage-error.ts";

/** An error as it crosses threads; `code` is SQLite's extended code or one of ours. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof Database.SqliteError ? error.code : "STORAGE_FAILED", message };
}
