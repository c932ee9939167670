import { after } from "node:test";
import { type Database, openDatabase } from "../../src/db/database.ts";
import { storesContract } from "./contracts/all.ts";
import { postgresOfFile } from "./postgres-databases.ts";

const postgres = postgresOfFile();
let opening: Promise<Database> | null = null;

after(async () => await (await opening)?.close());

async function openOnce(): Promise<Database> {
  return await openDatabase({ kind: "postgres", url: await postgres.migrated() });
}

/** Removes all rows of all tables: the others go with these. */
async function empty({ kysely }: Database): Promise<void> {
  for (const table of ["rooms", "accounts", "signingKeys", "usedTickets", "nodes"] as const) {
    await kysely.deleteFrom(table).execute();
  }
}

// A test finds a database that was emptied: making a new one takes longer than most tests.
storesContract("Postgres", async () => {
  const database = await (opening ??= openOnce());
  await empty(database);
  return { ...database, close: async () => {} };
});
