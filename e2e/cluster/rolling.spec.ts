import { type RoomClient } from "@parley/sdk";
import { expect, test } from "../support/nodes.ts";
import { company, isLive, lastText, view } from "../support/programs.ts";

const ROOMS = 50;
const GUESTS = 10;

test("[CLUSTER6] nodes are restarted one after another: 500 people in 50 rooms lose no meeting and no message", async ({
  cluster,
  people,
}) => {
  test.setTimeout(120_000);
  const owner = await people.account("Owner");
  const guests = await Promise.all(
    Array.from({ length: 2 * GUESTS }, (_, i) => people.guest(`Guest ${i}`)),
  );
  const meetings: RoomClient[][] = [];
  for (let i = 0; i < ROOMS; i += 1) {
    const { code } = await owner.http.createRoom({ access: "open" });
    const some = guests.slice((i % 2) * GUESTS, (i % 2) * GUESTS + GUESTS);
    meetings.push(await Promise.all(some.map((guest) => guest.enter(code))));
  }
  await Promise.all(meetings.flat().map((room) => company(room, GUESTS)));
  const streams = new Map<RoomClient, number>();
  for (const room of meetings.flat()) {
    room.onWelcome(({ resumed }) => {
      if (!resumed) streams.set(room, (streams.get(room) ?? 0) + 1);
    });
  }
  for (const round of [1, 2]) {
    const [oldest] = cluster.nodes;
    if (oldest === undefined) throw new Error("There is a node.");
    const sent = meetings.map(async ([first], i) => first?.sendChat(`round ${round} room ${i}`));
    await cluster.restart(oldest);
    await Promise.all(sent);
    await Promise.all(
      meetings.map(async (rooms, i) => {
        await Promise.all(rooms.map((room) => lastText(room, `round ${round} room ${i}`)));
        await Promise.all(rooms.map((room) => view(room, isLive)));
        await Promise.all(rooms.map((room) => company(room, GUESTS)));
      }),
    );
  }
  expect([...streams.values()], "everybody went on where they were").toEqual([]);
  for (const [i, rooms] of meetings.entries()) {
    for (const { view: seen } of rooms) {
      expect(seen.chat.map(({ text }) => text)).toEqual([`round 1 room ${i}`, `round 2 room ${i}`]);
    }
  }
});
