import { ParleyError } from "@parley/protocol";

/** Why a statement failed; `code` is SQLite's extended code, Postgres's SQLSTATE or one of ours. */
export type Failure = { readonly code: string; readonly message: string };

/** A statement that the database refused. `code`: as `SQLITE_CONSTRAINT_UNIQUE` or `23505`. */
export class StorageError extends Error {
  readonly code: string;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "StorageError";
    this.code = failure.code;
  }
}

/**
 * The error for what the machine did to us and no statement asked for: trying again later may help.
 * Its cause is the StorageError. Whether a write was stored is not known then.
 */
export function unavailable(failure: Failure): ParleyError {
  const detail = `The database cannot be used right now (${failure.code}).`;
  const error = new ParleyError("unavailable", detail);
  error.cause = new StorageError(failure);
  return error;
}

/** What is behind an `unavailable`, or the error itself. */
export function causeOf(error: unknown): unknown {
  return error instanceof ParleyError ? error.cause : error;
}

/** What the database or the system said, for one line. */
export function reasonOf(error: unknown): string {
  const cause = causeOf(error);
  return cause instanceof Error ? cause.message : String(cause);
}
