import {
  type Kind,
  type Limits,
  ParleyError,
  type Participant,
  type RoomSettings,
  parseRoomCode,
} from "@parley/protocol";
import { type Door, type Threshold, capacityOf, doorOf, isHost } from "../room/policy.ts";
import { type LiveRooms, settingsOf } from "../runtime/live-rooms.ts";
import type {
  Clock,
  InviteStore,
  Membership,
  MembershipStore,
  RoomRecord,
  RoomStore,
} from "../runtime/ports.ts";
import type { Identity } from "./identity.ts";
import { inviteHash } from "./invites.ts";
import { KeyedQueue } from "./keyed-queue.ts";
import type { NewId } from "./random.ts";
import { type RoomPhase, phaseOf } from "./room-phase.ts";
import { AddressLimit, addressKey } from "./throttle.ts";

type Options = {
  readonly rooms: RoomStore;
  readonly memberships: MembershipStore;
  readonly invites: InviteStore;
  readonly live: LiveRooms;
  /** What the server has: "sfu", or only "mesh". */
  readonly media: RoomSettings["media"];
  readonly clock: Clock;
  readonly limits: Limits;
  /** Makes participant ids. */
  readonly ids: NewId;
};

/** Somebody who may enter a room, or its lobby. */
export type Admitted = {
  readonly room: RoomRecord;
  readonly membership: Membership;
  readonly door: "member" | "waiting";
};

/** What somebody may see of a room. */
export type Sight = { readonly room: RoomRecord; readonly sees: "everything" | "card" };

/** What a caller must at least be. */
export type Rank = "member" | "host" | "owner";

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
   * `room_expired`, `room_deleted`, or `rate_limited` when the address has asked for too many
   * unknown codes.
   */
  async find(code: string, address: string): Promise<RoomRecord> {
    return (await this.#findOpen(code, address)).room;
  }

  /** As `find`, but an expired room too, as long as its chat and attendance are kept. */
  async findKept(code: string, address: string): Promise<RoomRecord> {
    return (await this.#findInTurn(code, address)).room;
  }

  async #findOpen(code: string, address: string): Promise<Found> {
    const found = await this.#findInTurn(code, address);
    if (found.phase === "expired") throw new ParleyError("room_expired");
    return found;
  }

  /**
   * One address is served one after another: otherwise many guesses at once would all be made before
   * the first of them is counted.
   */
  async #findInTurn(code: string, address: string): Promise<Found> {
    return this.#turns.run(addressKey(address), () => this.#find(code, address));
  }

  async #find(text: string, address: string): Promise<Found> {
    this.#unknownCodes.check(address);
    const code = parseRoomCode(text);
    const room = code === null ? null : await this.#options.rooms.byCode(code);
    const found = room === null ? null : await this.#lookAt(room);
    if (found === null || found.phase === "forgotten") {
      this.#unknownCodes.add(address);
      throw new ParleyError("room_not_found");
    }
    if (found.phase === "deleted") throw new ParleyError("room_deleted");
    return found;
  }

  async #lookAt(room: RoomRecord): Promise<Found> {
    const { clock, live, limits } = this.#options;
    const present = once(() => live.participants(room.id));
    const inUse = async () => (await present()).length > 0;
    return { room, present, phase: await phaseOf(room, { now: clock.now(), inUse, limits }) };
  }

  /**
   * Lets the identity into the room or its lobby; either way its participant id is reserved. An
   * invite lets those in who would have to wait. Throws as `find` does, or `banned`, `room_locked`,
   * `room_full`, `invalid_invite`.
   */
  async admit(
    identity: Identity,
    code: string,
    address: string,
    invite?: string,
  ): Promise<Admitted> {
    const { memberships } = this.#options;
    const found = await this.#findOpen(code, address);
    const { room } = found;
    const threshold = await this.#thresholdOf(room);
    const known = await memberships.find(room.id, identity.principal);
    const door = passableDoor(threshold, identity.kind, known);
    if (door === "member" || invite !== undefined) await this.#refuseWhenFull(found, known);
    const membership =
      known !== null && isIn(known)
        ? known
        : await this.#enrol({ room, identity, known, door, invite });
    // Meanwhile a host may have let the person in, or put them out.
    return { room, membership, door: passableDoor(threshold, identity.kind, membership) };
  }

  /**
   * What the identity may see of the room: accounts everything where they could walk in, others
   * once they have been let in. Throws as `find` does, or `banned`.
   */
  async look(identity: Identity, code: string, address: string): Promise<Sight> {
    const room = await this.find(code, address);
    const known = await this.#options.memberships.find(room.id, identity.principal);
    const door = doorOf(await this.#thresholdOf(room), identity.kind, known);
    if (door === "banned") throw new ParleyError("banned");
    const entitled = identity.kind === "account" || (known !== null && isIn(known));
    return { room, sees: door === "member" && entitled ? "everything" : "card" };
  }

  /** The caller's membership when it is at least `least`; throws `not_permitted`. */
  async authorize(identity: Identity, room: RoomRecord, least: Rank): Promise<Membership> {
    const membership = await this.#options.memberships.find(room.id, identity.principal);
    if (membership === null || !ranks(membership, least)) throw new ParleyError("not_permitted");
    return membership;
  }

  /** Where the room is in its life now. */
  async phaseOf(room: RoomRecord): Promise<RoomPhase> {
    return (await this.#lookAt(room)).phase;
  }

  async #thresholdOf({ id, access, locked }: RoomRecord): Promise<Threshold> {
    const bans = await this.#options.memberships.bans(id);
    return { access, locked, hasBans: bans.length > 0 };
  }

  async #refuseWhenFull(found: Found, known: Membership | null): Promise<void> {
    const { limits, media } = this.#options;
    const present = await found.present();
    if (present.length < capacityOf(settingsOf(found.room, media), limits)) return;
    if (present.some((participant) => participant.id === known?.participantId)) return;
    throw new ParleyError("room_full");
  }

  /** Stores the membership of somebody who was not let in so far. */
  async #enrol({ room, identity, known, door, invite }: Applicant): Promise<Membership> {
    const { memberships, clock } = this.#options;
    const now = clock.now();
    if (invite !== undefined) return this.#redeem(invite, this.#newMembership(room, identity, now));
    if (door === "waiting") {
      return known ?? (await memberships.ensure(this.#newMembership(room, identity, null)));
    }
    const row = known ?? (await memberships.ensure(this.#newMembership(room, identity, now)));
    return row.admittedAt === null ? this.#letIn(row, now) : row;
  }

  async #redeem(invite: string, membership: Membership): Promise<Membership> {
    const { invites, clock } = this.#options;
    const redeemed = await invites.redeem(inviteHash(invite), membership, clock.now());
    if (redeemed === null) throw new ParleyError("invalid_invite");
    return redeemed;
  }

  /** Somebody who waited before comes back, and now need not. */
  async #letIn({ roomId, principal, participantId }: Membership, at: number): Promise<Membership> {
    const { memberships } = this.#options;
    await memberships.admit(roomId, [participantId], at);
    const admitted = await memberships.find(roomId, principal);
    if (admitted === null) throw new ParleyError("room_not_found");
    return admitted;
  }

  #newMembership(room: RoomRecord, identity: Identity, admittedAt: number | null): Membership {
    return {
      roomId: room.id,
      principal: identity.principal,
      participantId: this.#options.ids(),
      name: identity.name,
      // An owner's membership is stored with the room.
      role: "member",
      epoch: 1,
      admittedAt,
      bannedAt: null,
    };
  }
}

/** A room that is there, and what to ask it. */
type Found = {
  readonly room: RoomRecord;
  readonly phase: RoomPhase;
  /** Another node may have to answer: so it is asked once, and only if it matters. */
  readonly present: () => Promise<readonly Participant[]>;
};

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => (asked ??= ask());
}

type Applicant = {
  readonly room: RoomRecord;
  readonly identity: Identity;
  readonly known: Membership | null;
  readonly door: Admitted["door"];
  readonly invite: string | undefined;
};

/** Where the door leads; throws where it leads nowhere. */
function passableDoor(
  threshold: Threshold,
  kind: Kind,
  membership: Membership | null,
): Admitted["door"] {
  const door: Door = doorOf(threshold, kind, membership);
  if (door === "member" || door === "waiting") return door;
  throw new ParleyError(door);
}

/** Was let in, or needs nobody's leave. */
function isIn({ role, admittedAt }: Membership): boolean {
  return admittedAt !== null || isHost(role);
}

function ranks(membership: Membership, least: Rank): boolean {
  if (membership.bannedAt !== null) return false;
  switch (least) {
    case "member":
      return isIn(membership);
    case "host":
      return isHost(membership.role);
    case "owner":
      return membership.role === "owner";
  }
}
