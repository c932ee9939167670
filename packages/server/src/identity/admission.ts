import { type Limits, ParleyError, parseRoomCode } from "@parley/protocol";
import { capacityOf } from "../room/policy.ts";
import type { LiveRooms } from "../runtime/live-rooms.ts";
import type {
  Clock,
  Membership,
  MembershipStore,
  RoomRecord,
  RoomStore,
} from "../runtime/ports.ts";
import type { Identity } from "./identity.ts";
import type { NewId } from "./random.ts";
import { KeyedQueue } from "./keyed-queue.ts";
import { AddressLimit, addressKey } from "./throttle.ts";

type Options = {
  readonly rooms: RoomStore;
  readonly memberships: MembershipStore;
  readonly live: LiveRooms;
  readonly clock: Clock;
  readonly limits: Limits;
  /** Makes participant ids. */
  readonly ids: NewId;
};

/** Who gets into which room. Used by HTTP and by the WebSocket gateway alike. */
export class Admission {
  readonly #options: Options;
  readonly #unknownCodes: AddressLimit;
  readonly #turns = new KeyedQueue();

  constructor(options: Options) {
    const { clock, limits } = options;
    this.#options = options;
    this.#unknownCodes = new AddressLimit({ clock, limits, max: limits.unknownCodesPerAddress });
  }

  /**
   * The room with this code, in any case, with or without hyphens. Throws `room_not_found`,
   * `room_expired`, or `rate_limited` when the address has asked for too many unknown codes.
   * One address is served one after another: otherwise many guesses at once would all be made
   * before the first of them is counted.
   */
  async find(code: string, address: string): Promise<RoomRecord> {
    return this.#turns.run(addressKey(address), () => this.#find(code, address));
  }

  async #find(code: string, address: string): Promise<RoomRecord> {
    this.#unknownCodes.check(address);
    const room = await this.#lookUp(code);
    if (room === null) {
      this.#unknownCodes.add(address);
      throw new ParleyError("room_not_found");
    }
    if (this.#msSinceExpiry(room) >= 0) throw new ParleyError("room_expired");
    return room;
  }

  /**
   * Lets the identity in as a member of the room, for the first time or again. Throws as `find`
   * does, or `room_full`.
   */
  async admit(
    identity: Identity,
    code: string,
    address: string,
  ): Promise<{ room: RoomRecord; membership: Membership }> {
    const room = await this.find(code, address);
    const { memberships } = this.#options;
    const known = await memberships.find(room.id, identity.principal);
    this.#refuseWhenFull(room, known);
    const membership = known ?? (await memberships.ensure(this.#newMembership(room, identity)));
    return { room, membership };
  }

  /** Null also for a room that expired so long ago that nothing of it is kept. */
  async #lookUp(text: string): Promise<RoomRecord | null> {
    const code = parseRoomCode(text);
    const room = code === null ? null : await this.#options.rooms.byCode(code);
    const forgotten = room !== null && this.#msSinceExpiry(room) >= this.#options.limits.roomKeptMs;
    return forgotten ? null : room;
  }

  #msSinceExpiry(room: RoomRecord): number {
    return this.#options.clock.now() - (room.expiresAt ?? Number.POSITIVE_INFINITY);
  }

  #refuseWhenFull(room: RoomRecord, known: Membership | null): void {
    const { live, limits } = this.#options;
    const present = live.participants(room.id);
    if (present.length < capacityOf(room.settings, limits)) return;
    if (present.some((participant) => participant.id === known?.participantId)) return;
    throw new ParleyError("room_full");
  }

  #newMembership(room: RoomRecord, identity: Identity): Membership {
    return {
      roomId: room.id,
      principal: identity.principal,
      participantId: this.#options.ids(),
      role: room.ownerId === identity.accountId ? "owner" : "member",
      epoch: 1,
      admittedAt: this.#options.clock.now(),
    };
  }
}
