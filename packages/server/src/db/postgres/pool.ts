import { Socket } from "node:net";
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import { Pool, type PoolClient, TypeOverrides, types } from "pg";
import { ParleyError } from "@parley/protocol";
import { connectionError, storageError } from "./errors.ts";

export type PoolOptions = {
  /** `postgres://user:password@host:port/name`. */
  readonly url: string;
  readonly connections: number;
  /** How long to wait for a connection. */
  readonly connectMs: number;
  /** How long Postgres may work on a statement, and a client may leave a transaction alone. */
  readonly statementMs: number;
  readonly transactionMs: number;
  /** A connection on which nothing is answered for so long is given up. */
  readonly silenceMs: number;
  /** Called when a connection breaks that nobody uses. */
  readonly onLost: (error: Error) => void;
};

/**
 * Connections to Postgres as Kysely takes them. Every error is one of `storageError`, every wait
 * has an end, and a connection that failed is not used again.
 */
export class ConnectionPool implements PostgresPool {
  /** Kysely would open connections of its own with them. */
  readonly options = {};
  readonly #pool: Pool;
  readonly #sockets = new Set<Socket>();
  #inUse = 0;
  #onIdle: (() => void) | null = null;
  #ending: Promise<void> | null = null;

  constructor(options: PoolOptions) {
    this.#pool = new Pool({ ...settingsOf(options), stream: () => this.#newSocket() });
    // Without a listener for each, a connection that breaks in use would end the process.
    this.#pool.on("connect", (client) => client.on("error", () => {}));
    this.#pool.on("error", (error) => options.onLost(connectionError(error)));
  }

  async connect(): Promise<PostgresPoolClient> {
    this.#inUse += 1;
    try {
      return new PooledClient(await this.#pool.connect(), () => this.#released());
    } catch (error) {
      this.#released();
      throw connectionError(error);
    }
  }

  /** Resolves when nobody uses a connection or waits for one. */
  async idle(): Promise<void> {
    if (this.#inUse === 0) return;
    const idle = Promise.withResolvers<void>();
    this.#onIdle = idle.resolve;
    await idle.promise;
  }

  /** Idempotent. A server that does not answer any more keeps no socket open. */
  end(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    await this.#pool.end();
    const closed = [...this.#sockets].map(closeOf);
    for (const socket of this.#sockets) socket.destroySoon();
    await Promise.all(closed);
  }

  #released(): void {
    this.#inUse -= 1;
    if (this.#inUse === 0) this.#onIdle?.();
  }

  #newSocket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}

/** Whatever error comes before it. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

function settingsOf(options: PoolOptions) {
  // Integers of 8 bytes come as text otherwise, because not every one is exact as a number.
  const numbers = new TypeOverrides();
  numbers.setTypeParser(types.builtins.INT8, Number);
  return {
    connectionString: options.url,
    fallback_application_name: "parley",
    max: options.connections,
    keepAlive: true,
    connectionTimeoutMillis: options.connectMs,
    statement_timeout: options.statementMs,
    idle_in_transaction_session_timeout: options.transactionMs,
    query_timeout: options.silenceMs,
    types: numbers,
  };
}

class PooledClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  readonly #onRelease: () => void;
  /** Set when the connection is not to be used any more. */
  #failure: ParleyError | null = null;

  constructor(client: PoolClient, onRelease: () => void) {
    this.#client = client;
    this.#onRelease = onRelease;
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    query: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof query !== "string") throw new TypeError("Nothing here reads with cursors.");
    return this.#run<R>(query, parameters);
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#failure !== null);
    this.#onRelease();
  }

  async #run<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (this.#failure !== null) throw this.#failure;
    try {
      return resultOf<R>(await this.#client.query(sql, [...parameters]));
    } catch (error) {
      const thrown = storageError(error);
      if (thrown instanceof ParleyError && thrown.code === "unavailable") this.#failure = thrown;
      throw thrown;
    }
  }
}

/** Of these Kysely wants to know, and takes any other for one that only reads. */
const COMMANDS = ["INSERT", "UPDATE", "DELETE", "MERGE", "COMMIT", "ROLLBACK"] as const;

type PgResult = {
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: unknown;
};

function resultOf<R>({ command, rowCount, rows }: PgResult): PostgresQueryResult<R> {
  if (!areRows<R>(rows)) throw new TypeError("A query's rows are an array.");
  const known = COMMANDS.find((name) => name === command) ?? "SELECT";
  return { command: known, rowCount: rowCount ?? 0, rows };
}

/** That a row is an R is known from the query's types alone; the driver has nothing to check it by. */
function areRows<R>(rows: unknown): rows is R[] {
  return Array.isArray(rows);
}
