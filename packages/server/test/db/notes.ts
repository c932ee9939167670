import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { ParleyError } from "@parley/protocol";
import Database from "better-sqlite3";
import { type Kysely, sql } from "kysely";
import type { Clock } from "../../src/runtime/ports.ts";
import { StorageError } from "../../src/db/storage-error.ts";
import { type Sqlite, openSqlite } from "../../src/db/sqlite/open.ts";
import { tempFile } from "./fixtures.ts";

/** A schema for tests of the writer. */
export type NotesSchema = {
  readonly notes: {
    readonly id: string;
    readonly text: string | null;
    readonly parent: string | null;
  };
};

/** An open file with an empty table of notes, and what another program sees in it. */
export type Notes = Sqlite<NotesSchema> & {
  readonly path: string;
  /** The ids that are committed, read through a connection of their own. */
  readonly committed: () => string[];
};

/**
 * Opens a new file with an empty table. `parent` must be the id of a note when the transaction
 * commits and may be anything before that.
 */
export async function openNotes(t: TestContext, clock?: Pick<Clock, "after">): Promise<Notes> {
  const path = await tempFile(t);
  const sqlite = await openSqlite<NotesSchema>({ path, clock });
  t.after(() => sqlite.close());
  await createTable(sqlite.kysely);
  const outside = new Database(path, { readonly: true });
  t.after(() => outside.close());
  const committed = outside.prepare<[], string>("select id from notes order by id").pluck();
  return { ...sqlite, path, committed: () => committed.all() };
}

async function createTable(db: Kysely<NotesSchema>): Promise<void> {
  await sql`create table notes (
    id text primary key not null,
    text text,
    parent text references notes (id) deferrable initially deferred
  )`.execute(db);
}

/** Inserts a note and resolves when that is acknowledged. */
export async function insertNote(
  db: Kysely<NotesSchema>,
  id: string,
  fields: { text?: string; parent?: string } = {},
): Promise<void> {
  const note = { id, text: fields.text ?? null, parent: fields.parent ?? null };
  await db.insertInto("notes").values(note).execute();
}

/** The ids that the reading connection sees. */
export async function visible(db: Kysely<NotesSchema>): Promise<string[]> {
  const rows = await db.selectFrom("notes").select("id").orderBy("id").execute();
  return rows.map(({ id }) => id);
}

/** For assert.rejects: the statement was refused with this code. */
export function refused(code: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof StorageError);
    assert.equal(error.code, code);
    return true;
  };
}

/** For assert.rejects: the database is `unavailable`, and this code is why. */
export function unavailable(code: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof ParleyError);
    assert.equal(error.code, "unavailable");
    assert.match(error.message, new RegExp(code));
    return refused(code)(error.cause);
  };
}
