import type { Change, Stored } from "../room/command.ts";
import type { Patience } from "./patience.ts";
import type { RoomStorage } from "./room-storage.ts";

/** How a room stores. Every method rejects when that has failed for good. */
export type RoomKeeping = Pick<RoomStorage, "store" | "closeStay" | "markUsed">;

/** Stores for a room, with patience where the same may be stored twice without harm. */
export class PatientStorage implements RoomKeeping {
  readonly #storage: RoomKeeping;
  readonly #patience: Patience;

  constructor(storage: RoomKeeping, patience: Patience) {
    this.#storage = storage;
    this.#patience = patience;
  }

  async store(change: Change): Promise<Stored> {
    const attempt = () => this.#storage.store(change);
    return isRepeatable(change) ? this.#patience.run(attempt) : attempt();
  }

  async closeStay(stayId: string, leftAt: number): Promise<void> {
    await this.#patience.run(() => this.#storage.closeStay(stayId, leftAt));
  }

  async markUsed(at: number): Promise<void> {
    await this.#patience.run(() => this.#storage.markUsed(at));
  }
}

/** An attempt that seemed to fail may have been committed; these two would do more the second time. */
function isRepeatable({ type }: Change): boolean {
  return type !== "owner" && type !== "removal";
}
