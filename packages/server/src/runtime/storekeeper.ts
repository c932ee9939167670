import type { Change, ChangeOf, Stored } from "../room/command.ts";
import { Fenced } from "./fenced.ts";
import type { RoomKeeping } from "./patient-storage.ts";
import type { Clock } from "./ports.ts";

/** Null: it failed. `fenced`: another node has the room now. */
export type StoreOutcome = Stored | null | "fenced";

type Options = {
  readonly storage: RoomKeeping;
  readonly onNotStored: (what: string, error: unknown) => void;
  /** Called whenever something has been stored, or has failed. */
  readonly onSettled: () => void;
};

/**
 * Stores what a room wants stored, and owns it until it is settled: nothing of it is lost from
 * sight, and outcomes are told in the order in which the changes were given.
 */
export class Storekeeper {
  readonly #options: Options;
  readonly #storing = new Set<Promise<void>>();
  /** Resolves when the outcomes of all changes so far have been told. */
  #told = Promise.resolve();
  /** Stays that are being opened, by id: one is never closed before its opening is settled. */
  readonly #opening = new Map<string, Promise<void>>();

  constructor(options: Options) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#storing.size > 0;
  }

  /** `tell` learns the outcome after those of all changes before. */
  store(change: Change, tell: (outcome: StoreOutcome) => void): void {
    const stored = this.#attempt(change);
    this.#told = this.#tell(change.type, [this.#told, stored], tell);
    this.#own(change.type, this.#told);
    if (change.type === "stay") this.#opening.set(change.stay.id, this.#opened(change, stored));
  }

  closeStay(stayId: string, leftAt: number): void {
    const opened = this.#opening.get(stayId) ?? Promise.resolve();
    const closed = opened.then(() => this.#options.storage.closeStay(stayId, leftAt));
    this.#own("stay.close", closed);
  }

  markUsed(at: number): void {
    this.#own("room.used", this.#options.storage.markUsed(at));
  }

  /** Resolves when nothing is being stored any more. */
  async settled(): Promise<void> {
    while (this.#storing.size > 0) await Promise.all(this.#storing);
  }

  /** The same, or when it has taken so long. */
  async settledWithin(clock: Clock, ms: number): Promise<void> {
    const late = Promise.withResolvers<void>();
    const cancel = clock.after(ms, late.resolve);
    await Promise.race([this.settled(), late.promise]);
    cancel();
  }

  /** Never rejects: the outcomes that follow must be told all the same. */
  #tell(
    what: string,
    [before, stored]: readonly [Promise<void>, Promise<StoreOutcome>],
    tell: (outcome: StoreOutcome) => void,
  ): Promise<void> {
    const told = async () => {
      await before;
      tell(await stored);
    };
    return this.#finish(what, told());
  }

  async #opened({ stay }: ChangeOf<"stay">, stored: Promise<unknown>): Promise<void> {
    await stored;
    this.#opening.delete(stay.id);
  }

  async #attempt(change: Change): Promise<StoreOutcome> {
    try {
      return await this.#options.storage.store(change);
    } catch (error) {
      if (error instanceof Fenced) return "fenced";
      this.#options.onNotStored(change.type, error);
      return null;
    }
  }

  #own(what: string, work: Promise<void>): void {
    const owned = this.#finish(what, work).finally(() => {
      this.#storing.delete(owned);
      this.#options.onSettled();
    });
    this.#storing.add(owned);
  }

  async #finish(what: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#options.onNotStored(what, error);
    }
  }
}
