import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createAccounts(db);
  await createSessions(db);
  await createRooms(db);
  await createMemberships(db);
  await createStays(db);
}

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("accounts")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("username", "text", (column) => column.notNull())
    .addColumn("usernameKey", "text", (column) => column.notNull().unique())
    .addColumn("displayName", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("passwordHash", "text", (column) => column.notNull())
    .addColumn("passwordRule", "text", (column) => column.notNull())
    .execute();
}

async function createSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("sessions")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("accountId", "text", (column) =>
      column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("expiresAt", "bigint", (column) => column.notNull())
    .execute();
  await createIndex(db, "sessions", ["accountId"]);
  await createIndex(db, "sessions", ["expiresAt"]);
}

async function createRooms(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("rooms")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("code", "text", (column) => column.notNull().unique())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("ownerId", "text", (column) => column.notNull().references("accounts.id"))
    .addColumn("access", "text", (column) => column.notNull())
    .addColumn("locked", "integer", (column) => column.notNull())
    .addColumn("settings", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("expiresAt", "bigint")
    .execute();
  await createIndex(db, "rooms", ["ownerId"]);
}

async function createMemberships(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("memberships")
    .addColumn("roomId", "text", (column) =>
      column.notNull().references("rooms.id").onDelete("cascade"),
    )
    .addColumn("principal", "text", (column) => column.notNull())
    .addColumn("participantId", "text", (column) => column.notNull())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("epoch", "integer", (column) => column.notNull())
    .addColumn("admittedAt", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("memberships_pk", ["roomId", "principal"])
    .addUniqueConstraint("memberships_participantId", ["roomId", "participantId"])
    .execute();
}

/** A stay outlives the membership: it is a record of what was. */
async function createStays(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("stays")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("roomId", "text", (column) =>
      column.notNull().references("rooms.id").onDelete("cascade"),
    )
    .addColumn("participantId", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("joinedAt", "bigint", (column) => column.notNull())
    .addColumn("leftAt", "bigint")
    .execute();
  await createIndex(db, "stays", ["roomId", "joinedAt"]);
  await createIndex(db, "stays", ["leftAt"]);
}

async function createIndex(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_${columns.join("_")}`)
    .on(table)
    .columns(columns)
    .execute();
}
