import assert from "node:assert/strict";
import { after, before } from "node:test";
import { openDatabase } from "../../src/db/database.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";

export type PostgresOfFile = {
  readonly server: () => Postgres;
  /** The URL of a new database with the newest tables and nothing in them. */
  readonly migrated: () => Promise<string>;
};

/** Starts a Postgres before the tests of a file and ends it after them. */
export function postgresOfFile(): PostgresOfFile {
  let running: { readonly server: Postgres; readonly template: string } | null = null;
  before(async () => {
    const server = await startPostgres();
    running = { server, template: await server.createDatabase() };
    await (await openDatabase({ kind: "postgres", url: running.template })).close();
  });
  after(() => running?.server.close());
  const started = () => {
    assert.ok(running !== null);
    return running;
  };
  return {
    server: () => started().server,
    migrated: () => started().server.createDatabase(started().template),
  };
}
