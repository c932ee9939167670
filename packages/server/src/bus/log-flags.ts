import type { PlacementStore, RoomFence } from "../runtime/ports.ts";

/**
 * Says in Postgres which logs are complete: one statement at a time, for all rooms that changed. What
 * fails is said again with the next `sync`.
 */
export class LogFlags {
  readonly #store: Pick<PlacementStore, "setLogged">;
  readonly #wanted = new Map<RoomFence, boolean>();
  /** Null: a statement failed, and what the table says is not known. */
  readonly #recorded = new Map<RoomFence, boolean | null>();
  #syncing: Promise<void> | null = null;

  constructor(store: Pick<PlacementStore, "setLogged">) {
    this.#store = store;
  }

  /** A room under a new claim has no log. */
  add(room: RoomFence): void {
    this.#wanted.set(room, false);
    this.#recorded.set(room, false);
  }

  /** Not for a room that is not here. */
  want(room: RoomFence, isLogged: boolean): void {
    if (this.#wanted.has(room)) this.#wanted.set(room, isLogged);
  }

  remove(room: RoomFence): void {
    this.#wanted.delete(room);
    this.#recorded.delete(room);
  }

  /** Resolves when everything is said, or could not be. Never rejects. */
  async sync(): Promise<void> {
    this.#syncing ??= this.#sync();
    await this.#syncing;
  }

  async #sync(): Promise<void> {
    try {
      // Bad news first: it is late already.
      while ((await this.#say(false)) || (await this.#say(true)));
    } catch {
      // It stays unknown, and is said again.
    } finally {
      this.#syncing = null;
    }
  }

  /** Whether there was anything to say. */
  async #say(isLogged: boolean): Promise<boolean> {
    const wanted = [...this.#wanted].filter(([, wish]) => wish === isLogged);
    const rooms = wanted.flatMap(([room]) => (this.#recorded.get(room) === isLogged ? [] : [room]));
    if (rooms.length === 0) return false;
    for (const room of rooms) this.#recorded.set(room, null);
    await this.#store.setLogged(rooms, isLogged);
    for (const room of rooms) if (this.#recorded.has(room)) this.#recorded.set(room, isLogged);
    return true;
  }
}
