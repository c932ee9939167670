import type { Change, ChangeOf, Stored } from "../room/command.ts";
import { Fenced } from "./fenced.ts";
import type { Appended, StoredMessage, Stores } from "./ports.ts";

export type RoomStores = Pick<Stores, "rooms" | "memberships" | "stays" | "chat">;

type Options = {
  readonly roomId: string;
  readonly stores: RoomStores;
  /** How many rooms one account may own. */
  readonly roomsPerAccount: number;
  /** Under which the room is ours; null on a server that is alone. */
  readonly fence: number | null;
};

/** Carries out what a room wants stored. Every method rejects when the store does. */
export class RoomStorage {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Resolves when the change is committed. */
  async store(change: Change): Promise<Stored> {
    const { roomId, stores } = this.#options;
    const { memberships, rooms } = stores;
    switch (change.type) {
      case "stay":
        await stores.stays.open(change.stay);
        return { type: "stay", change };
      case "chat":
        return this.#storeChat(change);
      case "admission":
        await memberships.admit(roomId, change.participantIds, change.at);
        return { type: "admission", change };
      case "room": {
        const room = await rooms.update(roomId, change.patch);
        return { type: "room", change, found: room !== null };
      }
      case "deletion":
        await rooms.remove(roomId, change.at);
        return { type: "deletion", change };
      case "removal":
      case "role":
      case "owner":
      case "unban":
        return this.#storeStanding(change);
    }
  }

  async closeStay(stayId: string, leftAt: number): Promise<void> {
    await this.#options.stores.stays.close(stayId, leftAt);
  }

  /** Notes that a meeting began or ended. */
  async markUsed(at: number): Promise<void> {
    await this.#options.stores.rooms.markUsed(this.#options.roomId, at);
  }

  /** What an earlier attempt of ours has stored, although it seemed to fail, is new all the same. */
  async #storeChat(change: ChangeOf<"chat">): Promise<Stored> {
    const { created, stored } = await this.#append(change.message);
    const isOurs = stored.message.id === change.message.message.id;
    return { type: "chat", change, stored, created: created || isOurs };
  }

  async #append(message: StoredMessage): Promise<Appended> {
    const { roomId, stores, fence } = this.#options;
    if (fence === null) return await stores.chat.append(roomId, message);
    const appended = await stores.chat.appendFenced(roomId, message, fence);
    if (appended === "fenced") throw new Fenced();
    return appended;
  }

  async #storeStanding(change: ChangeOf<"removal" | "role" | "owner" | "unban">): Promise<Stored> {
    const { roomId, stores, roomsPerAccount: limit } = this.#options;
    const { memberships, rooms } = stores;
    switch (change.type) {
      case "removal": {
        const membership = await memberships.remove(roomId, change.participantId, change);
        return { type: "removal", change, epoch: membership?.epoch ?? null };
      }
      case "role": {
        const outcome = await memberships.setRole(roomId, change.participantId, change.role);
        return { type: "role", change, found: outcome === "changed" };
      }
      case "owner": {
        const result = await rooms.handOver(roomId, { participantId: change.to, limit });
        return { type: "owner", change, result };
      }
      case "unban": {
        const outcome = await memberships.liftBan(roomId, change.participantId);
        const hasBans = (await memberships.bans(roomId)).length > 0;
        return { type: "unban", change, lifted: outcome === "lifted", hasBans };
      }
    }
  }
}
