import fc from "fast-check";
import type { Target, Waiters, Wish } from "../../../src/room/command.ts";
import type { RoomPatch } from "../../../src/room/state.ts";
import type { NewsKind } from "./sfu.ts";

/** The random steps of a history. */

/** p0 is the owner, p1 a co-host, p4 and p5 are guests. */
export const PEOPLE = ["p0", "p1", "p2", "p3", "p4", "p5"] as const;

const person = fc.constantFrom<string>(...PEOPLE);
const source = fc.constantFrom("mic", "camera", "screen");
const nth = fc.nat(50);
const newsKind = fc.constantFrom<NewsKind>(
  "speakers",
  "offer",
  "answer",
  "closed",
  "layers",
  "slots",
);

const target: fc.Arbitrary<Target> = fc.oneof(
  person.map((participantId) => ({ participantId })),
  fc.constant({ all: true } as const),
);
const waiters: fc.Arbitrary<Waiters> = fc.oneof(
  fc.array(person, { minLength: 1, maxLength: 3 }).map((ids) => ({ ids })),
  fc.constant({ all: true } as const),
);
const change: fc.Arbitrary<RoomPatch> = fc.oneof(
  fc.record({ access: fc.constantFrom("open", "trusted", "restricted") }),
  fc.record({ locked: fc.boolean() }),
  fc.record({ name: fc.constantFrom("one", "two") }),
  fc.record({ settings: fc.record({ chat: fc.boolean() }) }),
  fc.record({ settings: fc.record({ reactions: fc.boolean(), screenShare: fc.boolean() }) }),
);

/** A message has few client ids to choose from, so that many are sent again. */
const chat = fc.record({
  type: fc.constant("chat"),
  /** The history gives it a fresh one. */
  messageId: fc.constant(""),
  clientId: fc.constantFrom("k0", "k1", "k2", "k3"),
  to: fc.option(person, { freq: 3 }),
  text: fc.constant("hi"),
});

const description = { generation: 1, negotiation: 1, sdp: "v=0" };

/** The history names the tracks. */
const media: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("track.publish"),
      trackId: fc.constant(""),
      source: fc.constantFrom("mic", "camera", "screen", "screenAudio"),
      mid: fc.constant("0"),
      generation: fc.constant(null),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ type: "track.unpublish", trackId: "" } as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Wish>(
      { type: "track.subscribe", tracks: [] },
      { type: "sfu.offer", ...description },
      { type: "sfu.answer", ...description },
      { type: "sfu.candidate" },
      { type: "transport.replace", generation: 1 },
    ),
  },
);

const anyone: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 6, arbitrary: chat },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("update"),
      media: fc.record({ mic: fc.boolean(), screen: fc.boolean() }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("relay"),
      to: fc.option(person),
      relay: fc.constant({ signal: null, plain: {} }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ type: "hand.raise" } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("hand.lower"),
      target: fc.oneof(target, fc.constant({ participantId: null })),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: "react", emoji: "👍" } as const) },
  { weight: 2, arbitrary: fc.constant({ type: "leave", ending: "left" } as const) },
  { weight: 6, arbitrary: media },
);

const hostly: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant("admit"), waiters }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("deny"), waiters }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("remove"),
      target: person,
      ban: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("role"),
      target: person,
      role: fc.constantFrom("cohost", "member"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("mute"), target, source }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("askUnmute"),
      target: person,
      source: fc.constant("mic"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("change"), change }) },
  { weight: 1, arbitrary: fc.constant({ type: "end" } as const) },
);

/** Asked for over HTTP. */
const administration = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant("room.handOver"), to: person }) },
  { weight: 8, arbitrary: fc.record({ type: fc.constant("ban.lift"), participantId: person }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("room.change"), patch: change }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("room.change"),
      patch: fc.record({ expiresAt: fc.constantFrom(null, 60_000) }),
    }),
  },
);

export const step = fc.oneof(
  /** A connection is admitted: what is stored of its person is read. */
  { weight: 8, arbitrary: fc.record({ do: fc.constant("knock"), who: person }) },
  /** The room hears of it, perhaps much later. */
  { weight: 8, arbitrary: fc.record({ do: fc.constant("join"), nth }) },
  /** What was asked for first is in the store; the room does not know yet. */
  { weight: 4, arbitrary: fc.record({ do: fc.constant("commit") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fail"), kept: fc.boolean() }) },
  /** The room hears what became of it. */
  { weight: 14, arbitrary: fc.record({ do: fc.constant("outcome") }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constant("ask"), nth, wish: anyone }) },
  /** Mostly one who may. */
  { weight: 10, arbitrary: fc.record({ do: fc.constant("host"), nth, wish: hostly }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("administer"),
      by: fc.constantFrom("p0", "p0", "p1", "p2"),
      command: administration,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("news"), who: person, type: newsKind }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("disconnect"), nth }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait"),
      ms: fc.integer({ min: 1, max: 40_000 }),
    }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant("flush") }) },
);

export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
