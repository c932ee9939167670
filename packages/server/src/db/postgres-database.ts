import { LIMITS, type Limits } from "@parley/protocol/limits";
import { type Kysely, sql } from "kysely";
import type { Database, DatabaseLog } from "./database-types.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { type Postgres, connectPostgres } from "./postgres/connect.ts";
import type { Schema } from "./schema.ts";
import { reasonOf } from "./storage-error.ts";
import { storesOf } from "./stores.ts";

type PostgresLimits = Pick<
  Limits,
  | "databaseConnections"
  | "databaseConnectMs"
  | "databaseStatementMs"
  | "databaseSilenceMs"
  | "transactionMs"
  | "migrationMs"
>;

export type PostgresDatabaseOptions = {
  /** `postgres://user:password@host:port/name`. */
  readonly url: string;
  readonly log?: DatabaseLog | undefined;
  readonly limits?: PostgresLimits | undefined;
};

/** As `openDatabase`. The line names DATABASE_URL and shows of it only the host and the name. */
export async function openPostgresDatabase(options: PostgresDatabaseOptions): Promise<Database> {
  try {
    await prepare(options);
  } catch (error) {
    const message = `Cannot open the database of DATABASE_URL (${placeOf(options.url)}): ${reasonOf(error)}.`;
    throw new Error(message, { cause: error });
  }
  const postgres = connect(options, "serving");
  return { ...postgres, stores: storesOf(postgres.kysely) };
}

/** On a connection of its own, because a migration may take much longer than what meetings do. */
async function prepare(options: PostgresDatabaseOptions): Promise<void> {
  const { kysely, close } = connect(options, "migrating");
  try {
    await requireUtf8(kysely);
    const ran = await migrate(kysely, migrations);
    const database = placeOf(options.url);
    if (ran.length > 0) options.log?.info({ database, migrations: ran }, "database migrated");
  } finally {
    await close();
  }
}

function connect(
  { url, log, limits = LIMITS }: PostgresDatabaseOptions,
  purpose: "serving" | "migrating",
): Postgres<Schema> {
  const { databaseConnectMs: connectMs, transactionMs, migrationMs } = limits;
  const onLost = (error: Error) => log?.error({ err: error }, "lost a connection to the database");
  const shared = { url, connectMs, transactionMs, onLost };
  return purpose === "migrating"
    ? connectPostgres({
        ...shared,
        connections: 1,
        statementMs: migrationMs,
        silenceMs: migrationMs,
      })
    : connectPostgres({
        ...shared,
        connections: limits.databaseConnections,
        statementMs: limits.databaseStatementMs,
        silenceMs: limits.databaseSilenceMs,
      });
}

/** Another encoding cannot store every name, or does not know where its characters end. */
async function requireUtf8(kysely: Kysely<Schema>): Promise<void> {
  const query = sql<{ encoding: string }>`select current_setting('server_encoding') as encoding`;
  const encoding = (await query.execute(kysely)).rows[0]?.encoding;
  if (encoding !== "UTF8") throw new Error(`its encoding is ${encoding}, and Parley needs UTF8`);
}

/** Where the database is: `db.example.org:5432/parley`. Nothing of who asks, and no password. */
function placeOf(url: string): string {
  const { host, pathname } = URL.parse(url) ?? { host: "", pathname: "" };
  return `${host}${pathname}`;
}
