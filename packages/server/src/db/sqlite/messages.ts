/** What the main thread and the writer's thread say to one another. */
import type { Failure } from "../storage-error.ts";

/** What SQLite can store. */
export type SqlValue = string | number | bigint | null | Uint8Array;

export type Statement = { readonly sql: string; readonly parameters: readonly SqlValue[] };

/** `changes`: the rows that were inserted, updated or deleted; with `returning`, the rows returned. */
export type StatementResult = { readonly rows: unknown[]; readonly changes: number };

export type Outcome =
  | { readonly ok: true; readonly result: StatementResult }
  | { readonly ok: false; readonly failure: Failure };

/**
 * A `run` without a transaction is a unit of its own: it is answered when it is committed. In a
 * transaction it is answered at once, and `commit` when it is committed. Everything with an `id`
 * is answered exactly once.
 */
export type WriterRequest =
  | {
      readonly type: "run";
      readonly id: number;
      readonly transaction: number | null;
      readonly statement: Statement;
    }
  | { readonly type: "begin"; readonly transaction: number }
  | { readonly type: "commit"; readonly id: number; readonly transaction: number }
  | { readonly type: "rollback"; readonly transaction: number };

export type Answer = { readonly id: number; readonly outcome: Outcome };

/** `commits`: how many commits the writer has made since it started. */
export type WriterReply = { readonly answers: readonly Answer[]; readonly commits: number };

/** What the main thread posts: requests in their order, or that nothing more will come. */
export type WriterMessage = readonly WriterRequest[] | "close";

/** The answer with this id says whether the writer could open the file. */
export const OPENING = 0;

export const DONE: Outcome = { ok: true, result: { rows: [], changes: 0 } };

/** Why a transaction's statement is refused when the transaction is not open any more. */
export const OVER: Outcome = failed({
  code: "TRANSACTION_OVER",
  message: "This transaction has ended.",
});

export function failed(failure: Failure): Outcome {
  return { ok: false, failure };
}
