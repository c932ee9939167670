import {
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { SqliteConnection, type SqliteParts } from "./connection.ts";

/** SQLite with a writer in its own thread and a reader in this one. */
export class SqliteDialect implements Dialect {
  readonly #parts: SqliteParts;

  constructor(parts: SqliteParts) {
    this.#parts = parts;
  }

  createDriver(): Driver {
    return new SqliteDriver(this.#parts);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new ConcurrentSqliteAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}

class ConcurrentSqliteAdapter extends SqliteAdapter {
  /** Kysely would let one query run at a time otherwise, and a group would hold one write. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  /** All migrations run in one transaction: a failing one leaves the database as it was. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SqliteDriver implements Driver {
  readonly #parts: SqliteParts;
  #inUse = 0;
  #onIdle: (() => void) | null = null;

  constructor(parts: SqliteParts) {
    this.#parts = parts;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    this.#inUse += 1;
    return new SqliteConnection(this.#parts);
  }

  async beginTransaction(connection: SqliteConnection): Promise<void> {
    connection.begin();
  }

  async commitTransaction(connection: SqliteConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    connection.rollback();
  }

  /** Undoes what was given up half-way. */
  async releaseConnection(connection: SqliteConnection): Promise<void> {
    connection.rollback();
    this.#inUse -= 1;
    if (this.#inUse === 0) this.#onIdle?.();
  }

  /** Waits for everything in progress. */
  async destroy(): Promise<void> {
    if (this.#inUse === 0) return;
    const idle = Promise.withResolvers<void>();
    this.#onIdle = idle.resolve;
    await idle.promise;
  }
}
