import type { Limits } from "@parley/protocol";
import type { Clock, Journal, JournalRecord, Journals, PlacementStore } from "../runtime/ports.ts";
import { Beat } from "./beat.ts";
import { readCommand, recordOf, removeCommand } from "./journal-commands.ts";
import { LogFlags } from "./log-flags.ts";
import type { Redis, RedisLog } from "./redis.ts";
import { type JournalDesk, RoomJournal } from "./room-journal.ts";

export type JournalsOptions = {
  readonly redis: Pick<Redis, "run" | "onReady">;
  readonly store: Pick<PlacementStore, "setLogged">;
  readonly clock: Clock;
  readonly log: RedisLog;
  readonly limits: Pick<Limits, "journalKeptMs" | "journalRenewMs" | "leaseRenewMs">;
};

/** The logs of this node's rooms, in Redis. */
export class RedisJournals implements Journals {
  readonly #options: JournalsOptions;
  readonly #open = new Set<RoomJournal>();
  readonly #flags: LogFlags;
  readonly #desk: JournalDesk;
  /** Runs while a journal is open. */
  readonly #beat: Beat;
  #number = 0;
  #renewedAt: number;
  /** Redis may have begun anew, and then it has none of it. */
  #mustCheck = false;
  #hasGaps = false;

  constructor(options: JournalsOptions) {
    const { redis, store, clock, limits } = options;
    this.#options = options;
    this.#flags = new LogFlags(store);
    this.#renewedAt = clock.now();
    this.#beat = new Beat({ clock, everyMs: limits.leaseRenewMs, work: () => this.#tend() });
    this.#desk = {
      ...{ clock, keptMs: limits.journalKeptMs },
      run: (command) => redis.run(...command),
      nextNumber: () => (this.#number += 1),
      onComplete: (journal, isComplete) => this.#noteComplete(journal, isComplete),
      noted: () => this.#flags.sync(),
      onClosed: (journal) => this.#remove(journal),
    };
    redis.onReady(() => this.#redisIsBack());
  }

  open(roomId: string, fence: number, onGap: () => void): Journal {
    const journal = new RoomJournal({ roomId, fence }, this.#desk, onGap);
    if (this.#open.size === 0) this.#beat.start();
    this.#open.add(journal);
    this.#flags.add(journal.room);
    return journal;
  }

  async read(roomId: string, fence: number): Promise<JournalRecord | null> {
    return recordOf(await this.#options.redis.run(...readCommand({ roomId, fence })));
  }

  async forget(roomId: string, fence: number): Promise<void> {
    try {
      await this.#options.redis.run(...removeCommand({ roomId, fence }));
    } catch {
      // It lapses by itself.
    }
  }

  /** Resolves when nothing is in progress any more. Keeps what is in Redis. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((journal) => journal.close(true)));
    await this.#beat.close();
    await this.#flags.sync();
  }

  #noteComplete(journal: RoomJournal, isComplete: boolean): void {
    this.#flags.want(journal.room, isComplete);
    void this.#flags.sync();
  }

  #remove(journal: RoomJournal): void {
    this.#flags.remove(journal.room);
    this.#open.delete(journal);
    if (this.#open.size === 0) this.#beat.stop();
  }

  #redisIsBack(): void {
    this.#mustCheck = true;
    if (this.#open.size > 0) void this.#beat.now();
  }

  /** Postgres may take its time: the flags are not waited for. */
  async #tend(): Promise<void> {
    void this.#flags.sync();
    await this.#renewAll();
    const gaps = [...this.#open].filter((journal) => journal.isBroken);
    this.#tellOperator(gaps.length);
    if (gaps.length === 0) return;
    try {
      await this.#options.redis.run("PING");
    } catch {
      return;
    }
    for (const journal of gaps) journal.tellGap();
  }

  async #renewAll(): Promise<void> {
    const { clock, limits } = this.#options;
    const isDue = clock.now() - this.#renewedAt >= limits.journalRenewMs;
    if (!isDue && !this.#mustCheck) return;
    this.#mustCheck = false;
    this.#renewedAt = clock.now();
    await Promise.all([...this.#open].map((journal) => journal.renew()));
  }

  /** One line for all rooms when there are gaps, and one when there are none any more. */
  #tellOperator(gaps: number): void {
    const { log } = this.#options;
    if (gaps > 0 && !this.#hasGaps) log.warn({ rooms: gaps }, "logs of rooms have gaps in Redis");
    if (gaps === 0 && this.#hasGaps) log.info({}, "the logs of all rooms are whole again");
    this.#hasGaps = gaps > 0;
  }
}
