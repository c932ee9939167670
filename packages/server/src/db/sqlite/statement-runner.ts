import type Database from "better-sqlite3";
import type { Statement, StatementResult } from "./messages.ts";
import { LIMITS } from "@parley/protocol/limits";

/** Runs statements on one connection and keeps them prepared, the oldest going first. */
export class StatementRunner {
  readonly #db: Database.Database;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Throws SqliteError. */
  run(statement: Statement): StatementResult {
    const prepared = this.#prepare(statement.sql);
    if (!prepared.reader) return { rows: [], changes: prepared.run(statement.parameters).changes };
    const rows = prepared.all(statement.parameters);
    return { rows, changes: rows.length };
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#db.prepare(sql);
    const [oldest] = this.#prepared.keys();
    if (oldest !== undefined && this.#prepared.size >= LIMITS.preparedStatements) {
      this.#prepared.delete(oldest);
    }
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}
