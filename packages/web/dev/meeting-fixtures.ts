import type { Waiting } from "@parley/protocol";
import type { ChatItem } from "@parley/sdk";
import type { Person } from "../src/meeting/meeting-model.ts";

const MINUTE = 60_000;

function written(
  from: Person,
  minutesAgo: number,
  text: string,
  more: Partial<ChatItem> = {},
): ChatItem {
  const key = `m_${from.id}_${minutesAgo}_${text.slice(0, 12)}`;
  return {
    key,
    id: key,
    from: { participantId: from.id, name: from.name },
    to: null,
    text,
    sentAt: Date.now() - minutesAgo * MINUTE,
    status: "sent",
    error: null,
    ...more,
  };
}

/** A conversation with everything that a message can be. */
export function conversation([mia, jonas, me, priya, tom]: readonly Person[]): ChatItem[] {
  if (!mia || !jonas || !me || !priya || !tom) throw new Error("five people are needed");
  return [
    written(mia, 24 * 60 + 3, "The room stays open for tomorrow."),
    written(
      mia,
      14,
      "Numbers are in, see https://sheets.example.org/q3/summary?tab=2 (and the notes).",
    ),
    written(mia, 13.5, "The second tab is the one that matters"),
    written(
      jonas,
      11,
      "Great. Two questions from my side, I raised a hand:\n1. What happened in May?\n2. Is <b>this</b> markup?",
    ),
    written(me, 10, "Go ahead after Mia"),
    written(priya, 6, "Can you take over the last point? I have to leave early.", { to: me.id }),
    written(me, 5, "Sure, no problem", { to: priya.id }),
    written(
      tom,
      2,
      "https://meet.example.org/a-very-long-address/that-does-not-fit/into-one-line-of-the-panel-at-all",
    ),
    written(me, 0.2, "Thanks everyone, I will write it up", { id: null, status: "sending" }),
    written(me, 0.1, "And send it round tonight", {
      id: null,
      status: "failed",
      error: "rate_limited",
    }),
  ];
}

/** So many messages, numbered from `first`, a minute apart. */
export function longChat(cast: readonly Person[], first: number, count: number): ChatItem[] {
  return Array.from({ length: count }, (_, i) => {
    const from = cast[(first + i) % cast.length];
    if (from === undefined) throw new Error("nobody");
    return written(from, 200 - first - i, `Message number ${first + i}`);
  });
}

export const waiting = (count: number): Waiting[] =>
  ["Rosa Diaz", "Maximiliane von Hohenzollern-Sigmaringen", "Ken Adams", "Ada Brook"]
    .slice(0, count)
    .map((name, i) => ({
      id: `w_${i}`,
      name,
      kind: i === 2 ? ("account" as const) : ("guest" as const),
      since: i,
    }));

/** The same people, some with a raised hand. */
export function withHands(cast: readonly Person[], ...hands: readonly number[]): Person[] {
  return cast.map((one, i) => {
    const place = hands.indexOf(i);
    return place < 0 ? one : { ...one, hand: place + 1 };
  });
}

/** The same people: some have a fair connection, some a poor one. */
export function withQuality(cast: readonly Person[]): Person[] {
  const qualities = ["good", "poor", "fair", "good", "fair"] as const;
  return cast.map((one, i) => ({ ...one, quality: qualities[i % qualities.length] ?? "good" }));
}
