import type { TestContext } from "node:test";
import { LIMITS, ParleyError, type Participant } from "@parley/protocol";
import { Admission } from "../../src/identity/admission.ts";
import { randomId } from "../../src/identity/random.ts";
import type { RoomRecord } from "../../src/runtime/ports.ts";
import { storeRoom } from "../support/callers.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { openStores, storedAccount } from "./fixtures.ts";

/** The address that asks. */
export const HOME = "192.0.2.1";

/** An admission over real stores, with an owner for its rooms; `present` is in each of them. */
export async function setUp(t: TestContext) {
  const stores = await openStores(t);
  const clock = new FakeClock();
  const present: Participant[] = [];
  /** The rooms whose participants were asked for, each time. */
  const asked: string[] = [];
  const participants = async (roomId: string) => {
    asked.push(roomId);
    return present;
  };
  const admission = new Admission({
    rooms: stores.rooms,
    memberships: stores.memberships,
    invites: stores.invites,
    live: { participants },
    media: "mesh",
    clock,
    limits: LIMITS,
    ids: randomId,
  });
  const owner = await storedAccount(stores, "owner");
  const storedRoom = async (change: Partial<RoomRecord> = {}) => {
    const code = "abc-defg-hij";
    return storeRoom(stores, { ownerId: owner.id, createdAt: clock.now(), code, ...change });
  };
  return { stores, clock, present, asked, admission, owner, storedRoom };
}

/** Somebody who is present. */
export function participant(id: string): Participant {
  return {
    id,
    name: id,
    kind: "account",
    role: "member",
    state: "online",
    joinedAt: 1,
    handRaisedAt: null,
    media: { mic: false, camera: false, screen: false },
    version: 1,
  };
}

/** Why a promise was rejected; null when it was not. */
export function codeOf(result: PromiseSettledResult<unknown>): string | null {
  return result.status === "rejected" && result.reason instanceof ParleyError
    ? result.reason.code
    : null;
}
