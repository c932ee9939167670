/** What the routes under /room/{code}/ have in common. */
import { ParleyError } from "@parley/protocol";
import type { FastifyRequest } from "fastify";
import type { Admission, Rank } from "../identity/admission.ts";
import type { RoomDesk } from "../runtime/live-rooms.ts";
import type { Membership, RoomRecord } from "../runtime/ports.ts";
import type { HttpDeps } from "./deps.ts";
import { type Guard, identityOf } from "./guards.ts";

/** A room and the caller's own place in it. */
export type InRoom = { readonly room: RoomRecord; readonly membership: Membership };

/** Who may come to a route at all. `anyone` has an identity, of an account or a guest. */
export type Guards = { readonly account: Guard; readonly anyone: Guard };

/** Problems of the routes that read what is kept of a room after it has expired. */
export const PAST_ROOM_PROBLEMS = [
  "validation_failed",
  "not_authenticated",
  "room_not_found",
  "room_deleted",
  "rate_limited",
] as const;
/** Problems of the other routes under /room/{code}/. */
export const ROOM_PROBLEMS = [...PAST_ROOM_PROBLEMS, "room_expired"] as const;

/** The room, for a caller who is at least `least` in it; else `not_permitted`. */
export async function authorize(
  admission: Admission,
  request: FastifyRequest,
  code: string,
  least: Rank,
): Promise<InRoom> {
  const room = await admission.find(code, request.ip);
  return { room, membership: await admission.authorize(identityOf(request), room, least) };
}

/** As `authorize`, also for a room that has expired: what is kept of it may be read. */
export async function authorizePast(
  admission: Admission,
  request: FastifyRequest,
  code: string,
  least: Rank,
): Promise<InRoom> {
  const room = await admission.findKept(code, request.ip);
  return { room, membership: await admission.authorize(identityOf(request), room, least) };
}

type Command = Parameters<RoomDesk["ask"]>[1];
/** Leaves the members of the union apart. */
type Order<C = Command> = C extends Command ? Omit<C, "at" | "by"> : never;

/** Has the room's one writer do it, in the name of the caller; throws why it was refused. */
export async function ask(
  { rooms, clock }: Pick<HttpDeps, "rooms" | "clock">,
  { room, membership }: InRoom,
  order: Order,
): Promise<void> {
  const { participantId, role } = membership;
  const by = { participantId, role };
  const outcome = await rooms.ask(room, { ...order, at: clock.now(), by });
  if (outcome !== "ok") throw new ParleyError(outcome);
}
