import { createClient } from "@redis/client";
import { type Limits, ParleyError } from "@parley/protocol";
import type { Clock } from "../runtime/ports.ts";

export type ConnectionOptions = {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  readonly clock: Clock;
  readonly limits: Pick<Limits, "redisConnectMs" | "redisCommandMs">;
};

/**
 * One connection to Redis, from its opening to its end. It does not come back: the library's own
 * reconnecting could not be told to give up a connection on which nothing is answered.
 */
export class RedisConnection {
  readonly #options: ConnectionOptions;
  readonly #client: ReturnType<typeof clientOf>;
  readonly #gone = Promise.withResolvers<Error>();
  #reason: Error | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = clientOf(options);
    this.#client.on("error", (error: unknown) => this.end(asError(error)));
    this.#client.on("end", () => this.end(new Error("The connection was closed.")));
  }

  /** Resolves with the reason when the connection is no more, or did not come about. */
  get gone(): Promise<Error> {
    return this.#gone.promise;
  }

  /** Whether Redis can be used now. A process that hangs has a system that takes connections for it. */
  async open(): Promise<boolean> {
    try {
      await this.#within(this.#options.limits.redisConnectMs, this.#connect());
      await this.ask(["PING"]);
    } catch (error) {
      this.end(asError(error));
    }
    return this.#reason === null;
  }

  /**
   * The reply. Without one in time the connection ends: when a network swallows packets there is no
   * other sign of it.
   */
  async ask(command: readonly string[]): Promise<unknown> {
    try {
      const reply: Promise<unknown> = this.#client.sendCommand([...command]);
      return await this.#within(this.#options.limits.redisCommandMs, reply);
    } catch (error) {
      throw unavailable(this.#reason ?? asError(error));
    }
  }

  /** Idempotent. What waits for a reply is rejected. */
  end(reason: Error): void {
    this.#reason ??= reason;
    this.#gone.resolve(reason);
    this.#client.destroy();
  }

  async #connect(): Promise<void> {
    await Promise.race([this.#connectClient(), this.gone]);
    if (this.#reason !== null) throw this.#reason;
  }

  /** While it connects, the library cannot end it. */
  async #connectClient(): Promise<void> {
    await this.#client.connect();
    if (this.#reason !== null) this.#client.destroy();
  }

  async #within<T>(ms: number, work: Promise<T>): Promise<T> {
    const late = () => this.end(new Error(`There was no answer within ${ms} ms.`));
    const cancel = this.#options.clock.after(ms, late);
    try {
      return await work;
    } finally {
      cancel();
    }
  }
}

function clientOf({ url, limits }: ConnectionOptions) {
  return createClient({
    url,
    // A reply is an array or a text, and there are no messages beside the replies.
    RESP: 2,
    maintNotifications: "disabled",
    disableClientInfo: true,
    disableOfflineQueue: true,
    // The library's would count only until a command is sent, and have an AbortSignal for each.
    commandOptions: { timeout: 0 },
    socket: { connectTimeout: limits.redisConnectMs, reconnectStrategy: false },
  });
}

/** The error for what failed between us and Redis, or in it. */
export function unavailable(cause: Error): ParleyError {
  const error = new ParleyError("unavailable", "Redis cannot be used right now.");
  error.cause = cause;
  return error;
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
