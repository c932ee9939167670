import { Kysely, PostgresDialect } from "kysely";
import { ConnectionPool, type PoolOptions } from "./pool.ts";

/** Connections to one Postgres database; `S` is its schema. They are made when they are needed. */
export type Postgres<S> = {
  readonly kysely: Kysely<S>;
  /** Finishes what is in progress, then ends all connections. Idempotent. */
  readonly close: () => Promise<void>;
};

export function connectPostgres<S>(options: PoolOptions): Postgres<S> {
  const pool = new ConnectionPool(options);
  const kysely = new Kysely<S>({ dialect: new PostgresDialect({ pool }) });
  let closing: Promise<void> | null = null;
  const close = async () => {
    await pool.idle();
    await kysely.destroy();
    // Kysely leaves a pool alone that it never used.
    await pool.end();
  };
  return { kysely, close: () => (closing ??= close()) };
}
