import type { Kysely } from "kysely";
import type { Stores } from "../runtime/ports.ts";
import type { Schema } from "./schema.ts";

/** What the database tells the operator; pino's logger is one. */
export type DatabaseLog = {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** An open database at its newest version. */
export type Database = {
  readonly stores: Stores;
  /** The tables themselves, for tests and metrics; the program goes through `stores`. */
  readonly kysely: Kysely<Schema>;
  /** Finishes what is in progress, then lets go of the database. Idempotent. */
  readonly close: () => Promise<void>;
};
