import { type Kysely, sql } from "kysely";

/** Also what the life of rooms, accounts and sessions needs beyond the first version. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await extendAccounts(db);
  await extendSessions(db);
  await extendRooms(db);
  await rebuildMemberships(db);
  await createChatMessages(db);
  await createInvites(db);
  await createTokenFamilies(db);
  await createSigningKeys(db);
}

async function extendAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("accounts").addColumn("deletedAt", "bigint").execute();
}

async function extendSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("sessions").addColumn("userAgent", "text").execute();
}

/** The default is for the rows that are there: a column that is added cannot do without. */
async function extendRooms(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("rooms")
    .addColumn("usedAt", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("rooms").addColumn("deletedAt", "bigint").execute();
  await sql`update "rooms" set "usedAt" = "createdAt"`.execute(db);
  await moveUsedAt(db, "joinedAt");
  await moveUsedAt(db, "leftAt");
  await db.schema.dropIndex("rooms_ownerId").execute();
  await createIndex(db, "rooms", ["ownerId", "createdAt"]);
}

/** To the latest such time of the room's stays where that is later. */
async function moveUsedAt(db: Kysely<unknown>, column: "joinedAt" | "leftAt"): Promise<void> {
  const latest = sql`(
    select max("stays".${sql.ref(column)}) from "stays" where "stays"."roomId" = "rooms"."id"
  )`;
  await sql`update "rooms" set "usedAt" = ${latest} where "usedAt" < ${latest}`.execute(db);
}

/** A new table, because SQLite cannot make a column nullable. No other table refers to this one. */
async function rebuildMemberships(db: Kysely<unknown>): Promise<void> {
  await createMemberships(db, "newMemberships");
  await sql`
    insert into "newMemberships"
      ("roomId", "principal", "participantId", "name", "role", "epoch", "admittedAt", "bannedAt")
    select "roomId", "principal", "participantId", ${latestName()}, "role", "epoch", "admittedAt", null
    from "memberships"
  `.execute(db);
  await db.schema.dropTable("memberships").execute();
  await db.schema.alterTable("newMemberships").renameTo("memberships").execute();
}

/** The name that the participant had in its last stay; empty when there is none. */
function latestName() {
  return sql`coalesce((
    select "stays"."name" from "stays"
    where "stays"."roomId" = "memberships"."roomId"
      and "stays"."participantId" = "memberships"."participantId"
    order by "stays"."joinedAt" desc, "stays"."id" desc limit 1
  ), '')`;
}

/** Constraints of the old table have their names still, so these have others. */
async function createMemberships(db: Kysely<unknown>, table: string): Promise<void> {
  await db.schema
    .createTable(table)
    .addColumn("roomId", "text", (column) =>
      column.notNull().references("rooms.id").onDelete("cascade"),
    )
    .addColumn("principal", "text", (column) => column.notNull())
    .addColumn("participantId", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("epoch", "integer", (column) => column.notNull())
    .addColumn("admittedAt", "bigint")
    .addColumn("bannedAt", "bigint")
    .addPrimaryKeyConstraint("memberships_roomId_principal", ["roomId", "principal"])
    .addUniqueConstraint("memberships_roomId_participantId", ["roomId", "participantId"])
    .execute();
}

/** Pages follow the primary key. Nothing looks a message up by its id, so that has no index. */
async function createChatMessages(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("chatMessages")
    .addColumn("roomId", "text", (column) =>
      column.notNull().references("rooms.id").onDelete("cascade"),
    )
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("clientId", "text", (column) => column.notNull())
    .addColumn("participantId", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("toParticipantId", "text")
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("sentAt", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("chatMessages_roomId_position", ["roomId", "position"])
    .addUniqueConstraint("chatMessages_clientId", ["roomId", "participantId", "clientId"])
    .execute();
}

async function createInvites(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("invites")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("roomId", "text", (column) =>
      column.notNull().references("rooms.id").onDelete("cascade"),
    )
    .addColumn("tokenHash", "text", (column) => column.notNull().unique())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("expiresAt", "bigint")
    .addColumn("usesLeft", "integer")
    .addColumn("revokedAt", "bigint")
    .execute();
  await createIndex(db, "invites", ["roomId"]);
}

async function createTokenFamilies(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("tokenFamilies")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("accountId", "text", (column) =>
      column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("tokenHash", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .addColumn("expiresAt", "bigint", (column) => column.notNull())
    .addColumn("userAgent", "text")
    .execute();
  await createIndex(db, "tokenFamilies", ["accountId"]);
  await createIndex(db, "tokenFamilies", ["expiresAt"]);
}

async function createSigningKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("signingKeys")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("publicKey", "text", (column) => column.notNull())
    .addColumn("privateKey", "text", (column) => column.notNull())
    .addColumn("createdAt", "bigint", (column) => column.notNull())
    .execute();
}

async function createIndex(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_${columns.join("_")}`)
    .on(table)
    .columns(columns)
    .execute();
}
