import type { Database } from "./database-types.ts";
import { type PostgresDatabaseOptions, openPostgresDatabase } from "./postgres-database.ts";
import { type SqliteDatabaseOptions, openSqliteDatabase } from "./sqlite-database.ts";

export type { Database, DatabaseLog } from "./database-types.ts";

/** Without a `kind` it is a file of SQLite. What one of the two does not need it leaves alone. */
export type DatabaseOptions = Omit<SqliteDatabaseOptions, "path"> &
  Omit<PostgresDatabaseOptions, "url"> &
  (
    | (Pick<SqliteDatabaseOptions, "path"> & { readonly kind?: "sqlite" })
    | (Pick<PostgresDatabaseOptions, "url"> & { readonly kind: "postgres" })
  );

/** Opens the database at its newest version. Rejects with one line that says why it cannot. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.kind === "postgres"
    ? await openPostgresDatabase(options)
    : await openSqliteDatabase(options);
}
