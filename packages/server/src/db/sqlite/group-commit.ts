import type Database from "better-sqlite3";
import { failureOf } from "./failure.ts";
import {
  type Answer,
  DONE,
  OVER,
  type Outcome,
  type Statement,
  type WriterReply,
  type WriterRequest,
  failed,
} from "./messages.ts";
import { LIMITS } from "@parley/protocol/limits";
import { StatementRunner } from "./statement-runner.ts";

type Request<T extends WriterRequest["type"]> = Extract<WriterRequest, { type: T }>;

/**
 * Runs requests on the writing connection and commits them in groups: one SQLite transaction around
 * all units that wait, a savepoint around each. Answers that promise durability wait for the commit.
 * An interactive transaction is a unit that stays open between calls; meanwhile the others wait.
 */
export class GroupCommit {
  readonly #db: Database.Database;
  readonly #reply: (reply: WriterReply) => void;
  readonly #statements: StatementRunner;
  #inbox: WriterRequest[] = [];
  /** Answers that the next commit makes true. */
  #settled: Answer[] = [];
  /** The interactive transaction whose savepoint is open. */
  #owner: number | null = null;
  #transactionsInGroup = 0;
  #commits = 0;

  constructor(db: Database.Database, reply: (reply: WriterReply) => void) {
    this.#db = db;
    this.#reply = reply;
    this.#statements = new StatementRunner(db);
  }

  /** Serves all that can be served now, then commits unless a transaction is open. Never throws. */
  accept(requests: readonly WriterRequest[]): void {
    this.#inbox = this.#inbox.concat(requests);
    try {
      for (let at = this.#next(); at >= 0; at = this.#next()) this.#serve(at);
      if (this.#owner === null) this.#commit();
    } catch (error) {
      this.#abandon(failed(failureOf(error)));
    }
  }

  /** Where the request is that may run now; -1 when there is none. */
  #next(): number {
    if (this.#owner === null) return this.#inbox.length === 0 ? -1 : 0;
    return this.#inbox.findIndex((request) => request.transaction === this.#owner);
  }

  /** Removes a request only when it has been dealt with, so that a lost group leaves none behind. */
  #serve(at: number): void {
    const request = this.#inbox[at];
    if (request !== undefined) this.#dispatch(request);
    this.#inbox.splice(at, 1);
  }

  #dispatch(request: WriterRequest): void {
    switch (request.type) {
      case "run":
        return request.transaction === null ? this.#runUnit(request) : this.#runInside(request);
      case "begin":
        return this.#begin(request);
      case "commit":
        return this.#finish(request);
      case "rollback":
        return this.#rollback(request);
    }
  }

  #runUnit(request: Request<"run">): void {
    this.#openUnit();
    const outcome = this.#attempt(request.statement);
    if (!outcome.ok) this.#sql("rollback to unit");
    this.#sql("release unit");
    this.#settled.push({ id: request.id, outcome });
  }

  #runInside(request: Request<"run">): void {
    const known = request.transaction === this.#owner;
    this.#answer(request.id, known ? this.#attempt(request.statement) : OVER);
  }

  #begin(request: Request<"begin">): void {
    if (this.#transactionsInGroup === LIMITS.transactionsPerGroup) this.#commit();
    this.#openUnit();
    this.#owner = request.transaction;
    this.#transactionsInGroup += 1;
  }

  #finish(request: Request<"commit">): void {
    if (request.transaction !== this.#owner) return this.#answer(request.id, OVER);
    this.#sql("release unit");
    this.#owner = null;
    this.#settled.push({ id: request.id, outcome: DONE });
  }

  #rollback(request: Request<"rollback">): void {
    if (request.transaction !== this.#owner) return;
    this.#sql("rollback to unit");
    this.#sql("release unit");
    this.#owner = null;
  }

  #openUnit(): void {
    if (!this.#db.inTransaction) this.#sql("begin immediate");
    this.#sql("savepoint unit");
  }

  /** Throws when the failure took the whole group with it: SQLite rolls back on some errors. */
  #attempt(statement: Statement): Outcome {
    try {
      return { ok: true, result: this.#statements.run(statement) };
    } catch (error) {
      if (!this.#db.inTransaction) throw error;
      return failed(failureOf(error));
    }
  }

  #commit(): void {
    if (!this.#db.inTransaction) return;
    this.#sql("commit");
    this.#commits += 1;
    this.#endGroup(this.#settled);
  }

  /** The group is lost: who was told nothing yet is told why, and nothing of it stays. */
  #abandon(lost: Outcome): void {
    if (this.#db.inTransaction) this.#sql("rollback");
    const settled = this.#settled.map(({ id, outcome }) => ({
      id,
      outcome: outcome.ok ? lost : outcome,
    }));
    const waiting = this.#inbox.flatMap((request) =>
      "id" in request ? [{ id: request.id, outcome: lost }] : [],
    );
    this.#inbox = [];
    this.#owner = null;
    this.#endGroup([...settled, ...waiting]);
  }

  #endGroup(answers: Answer[]): void {
    this.#settled = [];
    this.#transactionsInGroup = 0;
    this.#reply({ answers, commits: this.#commits });
  }

  #answer(id: number, outcome: Outcome): void {
    this.#reply({ answers: [{ id, outcome }], commits: this.#commits });
  }

  #sql(sql: string): void {
    this.#statements.run({ sql, parameters: [] });
  }
}
