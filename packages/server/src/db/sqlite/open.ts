import { Kysely } from "kysely";
import type { Clock } from "../../runtime/ports.ts";
import { type Failure, StorageError } from "../storage-error.ts";
import { connectReader, createFile } from "./connect.ts";
import { SqliteDialect } from "./dialect.ts";
import { Reader } from "./reader.ts";
import { WriterClient, startWriter } from "./writer-client.ts";

export type SqliteOptions = {
  readonly path: string;
  readonly clock?: Pick<Clock, "after"> | undefined;
  /** Called once if the writer's thread stops by itself: nothing can be written from then on. */
  readonly onWriterDeath?: (failure: Failure) => void;
};

/** An open SQLite file; `S` is its schema. */
export type Sqlite<S> = {
  readonly kysely: Kysely<S>;
  /** How many commits the writer has made. */
  readonly commits: () => number;
  /** Finishes what is in progress, ends the writer and closes the file. Idempotent. */
  readonly close: () => Promise<void>;
};

const systemClock: Pick<Clock, "after"> = {
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};

/** Opens the file, or creates it. Rejects with the system's error or a StorageError. */
export async function openSqlite<S>(options: SqliteOptions): Promise<Sqlite<S>> {
  await createFile(options.path);
  const writer = await openWriter(options);
  const reader = await openReader(options.path, writer);
  const clock = options.clock ?? systemClock;
  const kysely = new Kysely<S>({ dialect: new SqliteDialect({ reader, writer, clock }) });
  let closing: Promise<void> | undefined;
  return {
    kysely,
    commits: () => writer.commits,
    close: () => (closing ??= closeAll(kysely, reader, writer)),
  };
}

async function openWriter(options: SqliteOptions): Promise<WriterClient> {
  const writer = new WriterClient(startWriter(options.path), options.onWriterDeath ?? (() => {}));
  const opened = await writer.opened;
  if (opened.ok) return writer;
  await writer.close();
  throw new StorageError(opened.failure);
}

async function openReader(path: string, writer: WriterClient): Promise<Reader> {
  try {
    return new Reader(connectReader(path));
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/** The writer goes last: the last connection to close folds the WAL into the file, off this thread. */
async function closeAll<S>(kysely: Kysely<S>, reader: Reader, writer: WriterClient): Promise<void> {
  await kysely.destroy();
  reader.close();
  await writer.close();
}
