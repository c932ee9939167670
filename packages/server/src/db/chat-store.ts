import type { Kysely, QueryCreator } from "kysely";
import type { Appended, ChatStore, Page, PageRequest, StoredMessage } from "../runtime/ports.ts";
import { pageOf, placeOf } from "./page.ts";
import type { ChatRow, Schema } from "./schema.ts";

export class SqlChatStore implements ChatStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  /**
   * One statement and no transaction, so that the messages of many share one commit. It gives way to
   * any row that is there: two at once that are the same may meet at the position first. Rejects
   * when another message has the position.
   */
  async append(roomId: string, message: StoredMessage): Promise<Appended> {
    const row = rowOf(roomId, message);
    const created = await this.#db
      .insertInto("chatMessages")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning("position")
      .executeTakeFirst();
    return created === undefined ? await this.#again(row) : { created: true, stored: message };
  }

  /**
   * Still one statement. Its lock is shared by all who append, and makes who takes the room wait
   * until what is stored here is committed, and so can be read after that. Who waits for the lock
   * itself gets the row as the new owner has left it (READ COMMITTED), and stores nothing.
   */
  async appendFenced(
    roomId: string,
    message: StoredMessage,
    fence: number,
  ): Promise<Appended | "fenced"> {
    const row = rowOf(roomId, message);
    const { now, position } = await this.#db
      .with("owner", (db) =>
        db.selectFrom("roomOwners").select("fence").where("roomId", "=", roomId).forShare(),
      )
      .with("added", (db) => addedBy(db, row, fence))
      .selectNoFrom((eb) => [
        eb.selectFrom("owner").select("owner.fence").as("now"),
        eb.selectFrom("added").select("added.position").as("position"),
      ])
      .executeTakeFirstOrThrow();
    if (now !== fence) return "fenced";
    return position === null ? await this.#again(row) : { created: true, stored: message };
  }

  async recent(roomId: string, limit: number): Promise<StoredMessage[]> {
    const query = this.#db.selectFrom("chatMessages").selectAll().where("roomId", "=", roomId);
    const rows = await query.orderBy("position", "desc").limit(limit).execute();
    return rows.map(messageOf).toReversed();
  }

  async page(
    roomId: string,
    participantId: string,
    { cursor, limit }: PageRequest,
  ): Promise<Page<StoredMessage>> {
    const rows = await this.#db
      .selectFrom("chatMessages")
      .selectAll()
      .where("roomId", "=", roomId)
      // A place may be larger than this column, whose type Postgres would take for both.
      .where((eb) => eb("position", "<", eb.cast<number>(eb.val(placeOf(cursor).at), "bigint")))
      .where((eb) =>
        eb.or([
          eb("toParticipantId", "is", null),
          eb("toParticipantId", "=", participantId),
          eb("participantId", "=", participantId),
        ]),
      )
      .orderBy("position", "desc")
      .limit(limit + 1)
      .execute();
    const page = pageOf(rows, limit, ({ position, id }) => ({ at: position, id }));
    return { ...page, rows: page.rows.map(messageOf).toReversed() };
  }

  /** For a message that gave way to one that was there. */
  async #again(row: ChatRow): Promise<Appended> {
    const stored = await this.#sentBefore(row);
    if (stored === null)
      throw new Error(`Position ${row.position} of room ${row.roomId} is taken.`);
    return { created: false, stored };
  }

  async #sentBefore({ roomId, participantId, clientId }: ChatRow): Promise<StoredMessage | null> {
    const row = await this.#db
      .selectFrom("chatMessages")
      .selectAll()
      .where("roomId", "=", roomId)
      .where("participantId", "=", participantId)
      .where("clientId", "=", clientId)
      .executeTakeFirst();
    return row === undefined ? null : messageOf(row);
  }
}

type OwnedSchema = Schema & { readonly owner: { readonly fence: number } };

const COLUMNS = [
  ...["roomId", "position", "id", "clientId", "participantId", "name"],
  ...["toParticipantId", "text", "sentAt"],
] as const;

/** The insert of the row, as long as the room's owner has this fence. */
function addedBy(db: QueryCreator<OwnedSchema>, row: ChatRow, fence: number) {
  return db
    .insertInto("chatMessages")
    .columns(COLUMNS)
    .expression(
      db
        .selectFrom("owner")
        .select((eb) => COLUMNS.map((column) => eb.val(row[column]).as(column)))
        .where("owner.fence", "=", fence),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning("position");
}

function rowOf(roomId: string, { message, clientId, position }: StoredMessage): ChatRow {
  const { id, from, to, text, sentAt } = message;
  const { participantId, name } = from;
  return { roomId, position, id, clientId, participantId, name, toParticipantId: to, text, sentAt };
}

function messageOf(row: ChatRow): StoredMessage {
  const { id, clientId, position, participantId, name, toParticipantId, text, sentAt } = row;
  const message = { id, from: { participantId, name }, to: toParticipantId, text, sentAt };
  return { message, clientId, position };
}
