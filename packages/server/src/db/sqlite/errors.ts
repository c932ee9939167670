import { type Failure, StorageError, unavailable } from "../storage-error.ts";

/** What the machine did to us, not what a statement asked for. */
const OUTSIDE =
  /^(WRITER_|TRANSACTION_|SQLITE_(BUSY|LOCKED|FULL|IOERR|NOMEM|READONLY|CANTOPEN|PROTOCOL|CORRUPT|NOTADB))/;

/**
 * The error to throw for a failure: `unavailable` with the StorageError as its cause when the
 * machine is to blame, the StorageError itself when the statement is.
 */
export function storageError(failure: Failure): Error {
  return OUTSIDE.test(failure.code) ? unavailable(failure) : new StorageError(failure);
}
