import type { Change, Stored } from "../room/command.ts";
import { Fenced } from "./fenced.ts";
import type { RoomKeeping } from "./patient-storage.ts";

type Options = {
  readonly storage: RoomKeeping;
  /** Whether the room is still ours. Rejects when that cannot be found out. */
  readonly isCurrent: () => Promise<boolean>;
};

/**
 * Stores for a room of a cluster. A change counts only if the room was still ours after its commit:
 * then whoever has taken it since has seen the change, and nobody is told of one that the next
 * owner does not know. (A chat message is stored under the fence itself.)
 */
export class FencedStorage implements RoomKeeping {
  readonly #storage: RoomKeeping;
  readonly #isCurrent: () => Promise<boolean>;

  constructor({ storage, isCurrent }: Options) {
    this.#storage = storage;
    this.#isCurrent = isCurrent;
  }

  async store(change: Change): Promise<Stored> {
    const stored = await this.#storage.store(change);
    if (change.type !== "chat" && !(await this.#isCurrent())) throw new Fenced();
    return stored;
  }

  async closeStay(stayId: string, leftAt: number): Promise<void> {
    await this.#storage.closeStay(stayId, leftAt);
  }

  async markUsed(at: number): Promise<void> {
    await this.#storage.markUsed(at);
  }
}
