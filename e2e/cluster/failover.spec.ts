import type { RoomClient } from "@parley/sdk";
import { roomsOf } from "../support/cluster.ts";
import {
  type Crowd,
  Speaker,
  allBack,
  gather,
  heard,
  leavings,
  returns,
  stored,
} from "../support/crowd.ts";
import { expect, test } from "../support/nodes.ts";
import { isReconnecting, lastText, view } from "../support/programs.ts";

/** Speakers among a crowd. */
const SPEAKERS = 5;

function speakers({ rooms }: Crowd): Speaker[] {
  return rooms.slice(0, SPEAKERS).map((room, i) => new Speaker(room, `speaker${i}`));
}

async function hush(all: readonly Speaker[]): Promise<string[]> {
  await Promise.all(all.map((speaker) => speaker.stop()));
  return all.flatMap(({ acknowledged }) => acknowledged);
}

/** Everybody has heard the last thing that was said, and so everything before it. */
async function settled({ rooms }: Crowd): Promise<void> {
  await rooms[0]?.sendChat("the end");
  await Promise.all(rooms.map((room) => lastText(room, "the end")));
}

/** What was acknowledged is stored once, and everybody heard all of it, in its order. */
function expectAllKept(crowd: Crowd, acknowledged: readonly string[], texts: readonly string[]) {
  expect(texts.length, "nothing is stored twice").toBe(new Set(texts).size);
  const kept = new Set(texts);
  expect(
    acknowledged.filter((text) => !kept.has(text)),
    "nothing acknowledged is lost",
  ).toEqual([]);
  for (const room of crowd.rooms) expect(textsFrom(room, texts)).toEqual(texts);
}

/** What the room shows of these, in its order. */
function textsFrom({ view: { chat } }: RoomClient, texts: readonly string[]): string[] {
  const wanted = new Set(texts);
  return chat.map(({ text }) => text).filter((text) => wanted.has(text));
}

test("[CLUSTER4] the owner of a room is killed: another node goes on, nobody is seen leaving, no acknowledged chat is lost", async ({
  cluster,
  people,
}) => {
  const crowd = await gather(people, 100);
  const talking = speakers(crowd);
  for (const one of talking) one.start();
  await lastTexts(crowd, 5);
  await cluster.kill(await cluster.owner());
  await view(firstOf(crowd), isReconnecting);
  await allBack(crowd);
  const acknowledged = await hush(talking);
  await settled(crowd);
  expect(leavings(crowd), "nobody was seen leaving").toEqual([]);
  expect(returns(crowd).resumed, "most went on where they were").toBeGreaterThan(80);
  expectAllKept(crowd, acknowledged, await stored(people, crowd.code));
});

/** Resolves when somebody has heard so many messages. */
async function lastTexts({ rooms }: Crowd, count: number): Promise<void> {
  const [room] = rooms.slice(-1);
  if (room === undefined) throw new Error("Nobody is there.");
  await view(room, ({ chat }) => chat.length >= count);
}

function firstOf({ rooms: [room] }: Crowd): RoomClient {
  if (room === undefined) throw new Error("Nobody is there.");
  return room;
}

test("[CLUSTER5] an owner that was frozen for a while is silent when it comes back, and its clients are with the new one", async ({
  cluster,
  people,
}) => {
  const crowd = await gather(people, 20);
  const frozen = await cluster.owner();
  const talking = speakers(crowd);
  for (const one of talking) one.start();
  await lastTexts(crowd, 5);
  process.kill(frozen.pid, "SIGSTOP");
  const rest = cluster.other(frozen);
  cluster.balancer.lead([Number(rest.port)]);
  // Those who are with the other node are told that the room is on its way, and find it there.
  await expect.poll(() => roomsOf(rest), { timeout: 20_000 }).toBe(1);
  process.kill(frozen.pid, "SIGCONT");
  await allBack(crowd);
  const acknowledged = await hush(talking);
  await settled(crowd);
  expect(leavings(crowd)).toEqual([]);
  expectAllKept(crowd, acknowledged, await stored(people, crowd.code));
  await expect.poll(() => roomsOf(frozen)).toBe(0);
  for (const tap of crowd.taps) expectNoStrangeOrder(heard(tap));
});

/** Each speaker's messages are heard in the order in which they were said. */
function expectNoStrangeOrder(texts: readonly string[]): void {
  for (let i = 0; i < SPEAKERS; i += 1) {
    const own = texts.filter((text) => text.startsWith(`speaker${i} `));
    const numbers = own.map((text) => Number(text.split(" ")[1]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  }
}
