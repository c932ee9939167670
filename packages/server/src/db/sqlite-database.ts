import { resolve } from "node:path";
import type { Clock } from "../runtime/ports.ts";
import type { Database, DatabaseLog } from "./database-types.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import type { Schema } from "./schema.ts";
import { openSqlite } from "./sqlite/open.ts";
import { type Failure, StorageError, causeOf, reasonOf } from "./storage-error.ts";
import { storesOf } from "./stores.ts";

export type SqliteDatabaseOptions = {
  /** The file. It and its folder are created when they are missing. */
  readonly path: string;
  /** Ends transactions that take too long; the system's timers when absent. */
  readonly clock?: Pick<Clock, "after"> | undefined;
  readonly log?: DatabaseLog | undefined;
  /** Called once if the writer stops by itself: nothing can be stored from then on. */
  readonly onDeath?: (() => void) | undefined;
};

export type SqliteDatabase = Database & {
  /** How many commits the writer has made. */
  readonly commits: () => number;
};

/** As `openDatabase`, with the path in the line that says why it cannot. */
export async function openSqliteDatabase(options: SqliteDatabaseOptions): Promise<SqliteDatabase> {
  const path = resolve(options.path);
  try {
    return await openAndMigrate(path, options);
  } catch (error) {
    const reason = isForeign(error) ? "it is not an SQLite database" : reasonOf(error);
    throw new Error(`Cannot open the database ${path}: ${reason}.`, { cause: error });
  }
}

async function openAndMigrate(
  path: string,
  { clock, log, onDeath }: SqliteDatabaseOptions,
): Promise<SqliteDatabase> {
  const onWriterDeath = ({ message }: Failure) => {
    log?.error({ path }, message);
    onDeath?.();
  };
  const sqlite = await openSqlite<Schema>({ path, clock, onWriterDeath });
  try {
    const ran = await migrate(sqlite.kysely, migrations);
    if (ran.length > 0) log?.info({ path, migrations: ran }, "database migrated");
  } catch (error) {
    await sqlite.close();
    throw error;
  }
  return { ...sqlite, stores: storesOf(sqlite.kysely) };
}

function isForeign(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof StorageError && cause.code === "SQLITE_NOTADB";
}
