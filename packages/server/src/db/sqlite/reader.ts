import type Database from "better-sqlite3";
import { failureOf } from "./failure.ts";
import { type Outcome, type Statement, failed } from "./messages.ts";
import { StatementRunner } from "./statement-runner.ts";

/** Runs reads on the main thread, each on what is committed at that moment. */
export class Reader {
  readonly #db: Database.Database;
  readonly #statements: StatementRunner;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#statements = new StatementRunner(db);
  }

  run(statement: Statement): Outcome {
    try {
      return { ok: true, result: this.#statements.run(statement) };
    } catch (error) {
      return failed(failureOf(error));
    }
  }

  close(): void {
    this.#db.close();
  }
}
