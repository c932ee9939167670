import { resolve } from "node:path";
import { ParleyError } from "@parley/protocol";
import type { Kysely } from "kysely";
import type { Clock, Stores } from "../runtime/ports.ts";
import { SqlAccountStore } from "./account-store.ts";
import { SqlChatStore } from "./chat-store.ts";
import { SqlInviteStore } from "./invite-store.ts";
import { SqlMembershipStore } from "./membership-store.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { SqlRoomStore } from "./room-store.ts";
import type { Schema } from "./schema.ts";
import { SqlSessionStore } from "./session-store.ts";
import { SqlSigningKeyStore } from "./signing-key-store.ts";
import { StorageError } from "./sqlite/errors.ts";
import type { Failure } from "./sqlite/failure.ts";
import { type Sqlite, openSqlite } from "./sqlite/open.ts";
import { SqlStayStore } from "./stay-store.ts";
import { SqlTokenStore } from "./token-store.ts";

/** What the database tells the operator; pino's logger is one. */
export type DatabaseLog = {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
};

export type DatabaseOptions = {
  /** The file. It and its folder are created when they are missing. */
  readonly path: string;
  /** Ends transactions that take too long; the system's timers when absent. */
  readonly clock?: Pick<Clock, "after"> | undefined;
  readonly log?: DatabaseLog | undefined;
  /** Called once if the writer stops by itself: nothing can be stored from then on. */
  readonly onDeath?: (() => void) | undefined;
};

export type Database = {
  readonly stores: Stores;
  /** The tables themselves, for tests and metrics; the program goes through `stores`. */
  readonly kysely: Kysely<Schema>;
  /** How many commits the writer has made. */
  readonly commits: () => number;
  /** Finishes what is in progress, then closes the file. Idempotent. */
  readonly close: () => Promise<void>;
};

/** Opens the database at its newest version. Rejects with one line that says why it cannot. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const path = resolve(options.path);
  try {
    return await openAndMigrate(path, options);
  } catch (error) {
    throw new Error(`Cannot open the database ${path}: ${reasonOf(error)}.`, { cause: error });
  }
}

async function openAndMigrate(path: string, options: DatabaseOptions): Promise<Database> {
  const { clock, log, onDeath } = options;
  const onWriterDeath = ({ message }: Failure) => {
    log?.error({ path }, message);
    onDeath?.();
  };
  const sqlite = await openSqlite<Schema>({ path, clock, onWriterDeath });
  try {
    const ran = await migrate(sqlite.kysely, migrations);
    if (ran.length > 0) log?.info({ path, migrations: ran }, "database migrated");
  } catch (error) {
    await sqlite.close();
    throw error;
  }
  return { ...sqlite, stores: storesOf(sqlite) };
}

function storesOf({ kysely }: Sqlite<Schema>): Stores {
  return {
    accounts: new SqlAccountStore(kysely),
    sessions: new SqlSessionStore(kysely),
    rooms: new SqlRoomStore(kysely),
    memberships: new SqlMembershipStore(kysely),
    stays: new SqlStayStore(kysely),
    chat: new SqlChatStore(kysely),
    invites: new SqlInviteStore(kysely),
    tokens: new SqlTokenStore(kysely),
    signingKeys: new SqlSigningKeyStore(kysely),
  };
}

/** What SQLite or the system said; `unavailable` has it as its cause. */
function reasonOf(error: unknown): string {
  if (error instanceof ParleyError) return reasonOf(error.cause);
  if (error instanceof StorageError && error.code === "SQLITE_NOTADB") {
    return "it is not an SQLite database";
  }
  return error instanceof Error ? error.message : String(error);
}
