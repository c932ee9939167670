import { ParleyError } from "@parley/protocol";
import { DatabaseError } from "pg";
import { StorageError, unavailable } from "../storage-error.ts";

/**
 * SQLSTATEs, or their first letters, of what the machine did to us and no statement asked for
 * (PostgreSQL, Appendix A): no connection, no login, no such database, no room, stopped or timed
 * out by the server, a standby that only reads, and a transaction that lost against another.
 */
const OUTSIDE = /^(08|28|3D|40|53|55P03|57|58|XX|25006|25P03)/;

/** Text that cannot be UTF-8, or holds NUL, which Postgres does not take. */
const UNTRANSLATABLE = "22021";

/**
 * The error to throw for one of `pg`: `unavailable` with a StorageError as its cause when the
 * machine is to blame, `validation_failed` for text that cannot be stored, and a StorageError when
 * the statement is wrong. It holds nothing else of pg's error,
 * which may know the connection and so the password.
 */
export function storageError(error: unknown): Error {
  if (error instanceof TypeError) return error;
  if (!(error instanceof DatabaseError)) return connectionError(error);
  if (error.code === UNTRANSLATABLE) {
    return new ParleyError("validation_failed", "Text may not hold the character NUL.");
  }
  const failure = { code: error.code ?? "POSTGRES", message: error.message };
  return OUTSIDE.test(failure.code) ? unavailable(failure) : new StorageError(failure);
}

/** For what went wrong between us and Postgres: the system's error code, or ours. */
export function connectionError(error: unknown): Error {
  if (error instanceof DatabaseError) return storageError(error);
  // Of several addresses of one name the first says enough.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const message = first instanceof Error ? first.message : String(first);
  return unavailable({ code: codeOf(first) ?? "NO_CONNECTION", message });
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
