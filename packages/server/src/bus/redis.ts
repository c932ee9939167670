import type { Limits } from "@parley/protocol";
import { type ConnectionOptions, RedisConnection, unavailable } from "./redis-connection.ts";

/** What it tells the operator; pino's logger is one. */
export type RedisLog = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
};

export type RedisOptions = ConnectionOptions & {
  readonly log: RedisLog;
  readonly limits: Pick<Limits, "redisAgainMs">;
};

/**
 * Redis, by one connection at a time that is made again for as long as it takes. Nothing waits for
 * it: a command while Redis is away is refused at once.
 */
export class Redis {
  readonly #options: RedisOptions;
  readonly #listeners: (() => void)[] = [];
  /** The one that is in use, or is being opened. */
  #connection: RedisConnection | null = null;
  #isReady = false;
  #isAway = false;
  #isClosed = false;
  #endPause = (): void => {};
  #loop: Promise<void> = Promise.resolve();

  constructor(options: RedisOptions) {
    this.#options = options;
  }

  /** Resolves after the first attempt, whether or not Redis is there. Once. */
  async start(): Promise<void> {
    const tried = Promise.withResolvers<void>();
    this.#loop = this.#keepConnected(tried.resolve);
    await tried.promise;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Called whenever Redis answers on a new connection. */
  onReady(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /**
   * The reply to a command. Commands of one connection are carried out in the order in which they
   * are given; those of an earlier one may still be carried out after them. Rejects with
   * `unavailable`: whether the command was carried out, or will be, is not known then.
   */
  async run(...command: readonly string[]): Promise<unknown> {
    if (!this.#isReady || this.#connection === null) {
      throw unavailable(new Error("There is no connection."));
    }
    return await this.#connection.ask(command);
  }

  /** Idempotent. What is in progress is given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endPause();
    this.#connection?.end(new Error("Redis is not used any more."));
    await this.#loop;
  }

  async #keepConnected(onTried: () => void): Promise<void> {
    const { first, most } = this.#options.limits.redisAgainMs;
    let pauseMs: number = first;
    while (!this.#isClosed) {
      const connection = new RedisConnection(this.#options);
      this.#connection = connection;
      const isOpen = await connection.open();
      if (isOpen) this.#arrive();
      onTried();
      this.#leave(await connection.gone);
      pauseMs = isOpen ? first : Math.min(2 * pauseMs, most);
      await this.#pause(pauseMs);
    }
    onTried();
  }

  #arrive(): void {
    this.#isReady = true;
    if (this.#isAway) this.#options.log.info({}, "Redis is back");
    this.#isAway = false;
    for (const listener of this.#listeners) listener();
  }

  /** One line, however many attempts fail. */
  #leave(reason: Error): void {
    this.#isReady = false;
    if (!this.#isAway && !this.#isClosed) {
      this.#options.log.warn({ err: reason }, "Redis cannot be reached; it is tried again");
    }
    this.#isAway = true;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#isClosed) return;
    const over = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, over.resolve);
    this.#endPause = () => {
      cancel();
      over.resolve();
    };
    await over.promise;
  }
}
