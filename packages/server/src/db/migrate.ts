import type { Kysely } from "kysely";
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from "kysely/migration";
import type { Schema } from "./schema.ts";

/**
 * Brings the database to the newest of the given versions and returns the names of the migrations
 * that ran. Rejects, and changes nothing, when the database has a version that is not among them.
 */
export async function migrate(
  db: Kysely<Schema>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<string[]> {
  await refuseNewer(db, migrations);
  const provider = { getMigrations: async () => ({ ...migrations }) };
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  if (results === undefined || error !== undefined) throw asError(error);
  return results.map((result) => result.migrationName);
}

async function refuseNewer(
  db: Kysely<Schema>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const unknown = (await versionsOf(db)).find((name) => !Object.hasOwn(migrations, name));
  if (unknown !== undefined) throw new Error(`a newer version of Parley wrote it (${unknown})`);
}

/** The names of the migrations that this database has been through; none when it is new. */
async function versionsOf(db: Kysely<Schema>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return [];
  const rows = await db
    .$extendTables<{ kysely_migration: { name: string } }>()
    .selectFrom(DEFAULT_MIGRATION_TABLE)
    .select("name")
    .orderBy("name")
    .execute();
  return rows.map(({ name }) => name);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
