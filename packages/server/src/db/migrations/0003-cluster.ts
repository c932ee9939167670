import type { Kysely } from "kysely";

/** What the nodes of a cluster must agree on. A server that is alone writes none of it but tickets. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createNodes(db);
  await createRoomOwners(db);
  await createUsedTickets(db);
}

async function createNodes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("nodes")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("aliveAt", "bigint", (column) => column.notNull())
    .addColumn("rooms", "integer", (column) => column.notNull())
    .addColumn("draining", "integer", (column) => column.notNull())
    .execute();
}

/** `nodeId` refers to no row: a node's own goes while its rooms still wait for another one. */
async function createRoomOwners(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("roomOwners")
    .addColumn("roomId", "text", (column) =>
      column.primaryKey().notNull().references("rooms.id").onDelete("cascade"),
    )
    .addColumn("nodeId", "text")
    .addColumn("fence", "bigint", (column) => column.notNull())
    .addColumn("isLogged", "integer", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("roomOwners_nodeId").on("roomOwners").columns(["nodeId"]).execute();
}

async function createUsedTickets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("usedTickets")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("expiresAt", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("usedTickets_expiresAt")
    .on("usedTickets")
    .columns(["expiresAt"])
    .execute();
}
