import Database from "better-sqlite3";

/** An error as it crosses threads; `code` is SQLite's extended code or one of ours. */
export type Failure = { readonly code: string; readonly message: string };

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof Database.SqliteError ? error.code : "STORAGE_FAILED", message };
}
