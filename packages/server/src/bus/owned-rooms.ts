import type { Claim, RoomFence } from "../runtime/ports.ts";

/** The rooms that we take for ours. */
export class OwnedRooms {
  readonly #claims = new Map<string, Claim>();

  get size(): number {
    return this.#claims.size;
  }

  get(roomId: string): Claim | null {
    return this.#claims.get(roomId) ?? null;
  }

  /** Nothing when a later claim is here already. */
  add(roomId: string, claim: Claim): void {
    const known = this.#claims.get(roomId);
    if (known === undefined || known.fence < claim.fence) this.#claims.set(roomId, claim);
  }

  /** The claim that was here under this fence; null: there was none. */
  remove({ roomId, fence }: RoomFence): Claim | null {
    const claim = this.#claims.get(roomId);
    if (claim?.fence !== fence) return null;
    this.#claims.delete(roomId);
    return claim;
  }

  all(): RoomFence[] {
    return [...this.#claims].map(([roomId, { fence }]) => ({ roomId, fence }));
  }

  /**
   * Forgets, and returns, what we had before the database was asked and it does not give us. What
   * came to us only meanwhile may be missing in its answer without being lost.
   */
  removeLost(before: readonly RoomFence[], given: readonly RoomFence[]): string[] {
    const fences = new Map(given.map(({ roomId, fence }) => [roomId, fence]));
    const missing = before.filter(({ roomId, fence }) => fences.get(roomId) !== fence);
    const lost = missing.filter((room) => this.remove(room) !== null);
    return lost.map(({ roomId }) => roomId);
  }
}
