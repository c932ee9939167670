import { ParleyError } from "@parley/protocol";
import type { Failure } from "./failure.ts";

/** A statement that SQLite refused; `code` is its extended code, as `SQLITE_CONSTRAINT_UNIQUE`. */
export class StorageError extends Error {
  readonly code: string;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "StorageError";
    this.code = failure.code;
  }
}

/** What the machine did to us, not what a statement asked for: trying again later may help. */
const OUTSIDE =
  /^(WRITER_|TRANSACTION_|SQLITE_(BUSY|LOCKED|FULL|IOERR|NOMEM|READONLY|CANTOPEN|PROTOCOL|CORRUPT|NOTADB))/;

/**
 * The error to throw for a failure: `unavailable` with the StorageError as its cause when the
 * machine is to blame, the StorageError itself when the statement is.
 */
export function storageError(failure: Failure): Error {
  const error = new StorageError(failure);
  if (!OUTSIDE.test(failure.code)) return error;
  const detail = `The database cannot be used right now (${failure.code}).`;
  const unavailable = new ParleyError("unavailable", detail);
  unavailable.cause = error;
  return unavailable;
}
