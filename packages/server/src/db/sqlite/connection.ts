import {
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
  SelectQueryNode,
} from "kysely";
import type { Clock } from "../../runtime/ports.ts";
import { storageError } from "./errors.ts";
import {
  OVER,
  type Outcome,
  type SqlValue,
  type Statement,
  type StatementResult,
  failed,
} from "./messages.ts";
import type { Reader } from "./reader.ts";
import { LIMITS } from "@parley/protocol/limits";
import type { WriterClient } from "./writer-client.ts";

export type SqliteParts = {
  readonly reader: Reader;
  readonly writer: WriterClient;
  readonly clock: Pick<Clock, "after">;
};

type State =
  | { readonly state: "single" }
  | { readonly state: "transaction"; readonly id: number; readonly cancelExpiry: () => void }
  | { readonly state: "over"; readonly outcome: Outcome };

const EXPIRED = failed({
  code: "TRANSACTION_EXPIRED",
  message: `This transaction was rolled back because it took longer than ${LIMITS.transactionMs} ms.`,
});

/**
 * What Kysely takes for a connection. Outside a transaction reads go to the reader and the rest to
 * the writer, each statement as a unit of its own; in a transaction everything goes to the writer.
 * After a transaction it runs nothing but another one: a statement that the callback left behind
 * must not be stored without the rest.
 */
export class SqliteConnection implements DatabaseConnection {
  readonly #parts: SqliteParts;
  #state: State = { state: "single" };

  constructor(parts: SqliteParts) {
    this.#parts = parts;
  }

  /** Throws StorageError or ParleyError, as `storageError` says. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = { sql: query.sql, parameters: query.parameters.map(sqlValue) };
    return queryResult<R>(resultOf(await this.#execute(query, statement)));
  }

  /** The rows in one piece: an iterator left half-read would pin the reader's snapshot. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  begin(): void {
    const id = this.#parts.writer.begin();
    // One that awaits, in a transaction, a write that waits for it would hold the writer for ever.
    const cancelExpiry = this.#parts.clock.after(LIMITS.transactionMs, () =>
      this.rollback(EXPIRED),
    );
    this.#state = { state: "transaction", id, cancelExpiry };
  }

  /** Resolves when the transaction is on the disk. */
  async commit(): Promise<void> {
    const id = this.#leave(OVER);
    resultOf(id === null ? this.#refusal() : await this.#parts.writer.commit(id));
  }

  /** Undoes the transaction if one is open. Never fails: a writer that stopped has undone it. */
  rollback(why: Outcome = OVER): void {
    const id = this.#leave(why);
    if (id !== null) this.#parts.writer.rollback(id);
  }

  #execute(query: CompiledQuery, statement: Statement): Outcome | Promise<Outcome> {
    const { reader, writer } = this.#parts;
    switch (this.#state.state) {
      case "over":
        return this.#state.outcome;
      case "transaction":
        return writer.run(statement, this.#state.id);
      case "single":
        return SelectQueryNode.is(query.query)
          ? reader.run(statement)
          : writer.run(statement, null);
    }
  }

  /** Ends the open transaction here and returns its number; null when none is open. */
  #leave(why: Outcome): number | null {
    if (this.#state.state !== "transaction") return null;
    const { id, cancelExpiry } = this.#state;
    cancelExpiry();
    this.#state = { state: "over", outcome: why };
    return id;
  }

  #refusal(): Outcome {
    return this.#state.state === "over" ? this.#state.outcome : OVER;
  }
}

function resultOf(outcome: Outcome): StatementResult {
  if (!outcome.ok) throw storageError(outcome.failure);
  return outcome.result;
}

/** A value that SQLite can store and that can go to another thread. */
function sqlValue(value: unknown): SqlValue {
  if (value === null || value instanceof Uint8Array) return value;
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
      return value;
    default:
      throw new TypeError(`SQLite cannot store a value of type ${typeof value}.`);
  }
}

function queryResult<R>({ rows, changes }: StatementResult): QueryResult<R> {
  if (!areRows<R>(rows)) throw new TypeError("A query's rows are an array.");
  return { rows, numAffectedRows: BigInt(changes) };
}

/** That a row is an R is known from the query's types alone; the driver has nothing to check it by. */
function areRows<R>(rows: unknown): rows is R[] {
  return Array.isArray(rows);
}
