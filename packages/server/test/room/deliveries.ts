import assert from "node:assert/strict";
import type { Delivery, DirectMessage, SharedMessage } from "../../src/room/project.ts";

/** Reading what a room delivers. */

type SharedOf<T extends SharedMessage["type"]> = Extract<SharedMessage, { type: T }>;
type DeliveryOf<A extends Delivery["audience"]> = Extract<Delivery, { audience: A }>;

/** The frames of one type that all members get. */
export function sharedIn<T extends SharedMessage["type"]>(
  deliveries: readonly Delivery[],
  type: T,
): SharedOf<T>[] {
  return deliveriesTo("all", deliveries)
    .map(({ message }) => message)
    .filter((message) => isType(message, type));
}

function isType<T extends SharedMessage["type"]>(
  message: SharedMessage,
  type: T,
): message is SharedOf<T> {
  return message.type === type;
}

/** The one frame of presence. */
export function presenceIn(deliveries: readonly Delivery[]): SharedOf<"presence"> {
  const [presence, ...more] = sharedIn(deliveries, "presence");
  assert.ok(presence !== undefined && more.length === 0, "one frame of presence");
  return presence;
}

export function deliveriesTo<A extends Delivery["audience"]>(
  audience: A,
  deliveries: readonly Delivery[],
): DeliveryOf<A>[] {
  return deliveries.filter((delivery): delivery is DeliveryOf<A> => delivery.audience === audience);
}

/** The one welcome of this participant. */
export function welcomeOf(id: string, deliveries: readonly Delivery[]) {
  return onlyOne(id, deliveriesTo("welcome", deliveries));
}

/** What this one gets in the lobby. */
export function waitingOf(id: string, deliveries: readonly Delivery[]) {
  return onlyOne(id, deliveriesTo("waiting", deliveries));
}

function onlyOne<T extends { readonly to: string }>(id: string, all: readonly T[]): T {
  const [one, ...more] = all.filter(({ to }) => to === id);
  assert.ok(one !== undefined && more.length === 0, `one for ${id}`);
  return one;
}

/** What is for this participant alone, or for some of whom it is one. */
export function toldTo(id: string, deliveries: readonly Delivery[]): DirectMessage[] {
  return deliveriesTo("some", deliveries)
    .filter(({ to }) => to.includes(id))
    .map(({ message }) => message);
}

/** How connections end, by connection. */
export function endingsIn(deliveries: readonly Delivery[]): { [connection: string]: string } {
  const endings = deliveriesTo("connection", deliveries);
  return Object.fromEntries(endings.map(({ connection, ending }) => [connection, ending]));
}

/** Who gets any of this, by participant id or connection; `all` is every member. */
export function audienceOf(deliveries: readonly Delivery[]): string[] {
  return deliveries.flatMap((delivery) => {
    switch (delivery.audience) {
      case "all":
      case "now":
        return ["all"];
      case "connection":
        return [delivery.connection];
      case "some":
      case "relay":
        return [...delivery.to];
      case "welcome":
      case "waiting":
        return [delivery.to];
    }
  });
}
