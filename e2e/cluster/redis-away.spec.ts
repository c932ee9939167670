import { allBack, gather, leavings, returns } from "../support/crowd.ts";
import { expect, test } from "../support/nodes.ts";
import { isReconnecting, lastText, view } from "../support/programs.ts";

/** For so long the meeting talks on without Redis. */
const AWAY_MS = 10_000;

test("[CLUSTER7] Redis goes and comes back empty: rooms go on, nobody is dropped, and the log is whole again", async ({
  cluster,
  people,
}) => {
  test.setTimeout(90_000);
  const crowd = await gather(people, 20);
  const [first] = crowd.rooms;
  if (first === undefined) throw new Error("Nobody is there.");
  await cluster.redis.stop("crash");
  const until = performance.now() + AWAY_MS;
  for (let i = 0; performance.now() < until; i += 1) {
    await first.sendChat(`without ${i}`);
    await Promise.all(crowd.rooms.map((room) => lastText(room, `without ${i}`)));
  }
  const guest = await people.guest("Late");
  const { code } = await (await people.account("Host")).http.createRoom({ access: "open" });
  await guest.enter(code);
  await cluster.redis.start();
  await first.sendChat("back");
  await Promise.all(crowd.rooms.map((room) => lastText(room, "back")));
  expect(returns(crowd), "nobody was dropped").toEqual({ resumed: 0, afresh: 0 });
  expect(leavings(crowd)).toEqual([]);

  // What came into the log since lets the next owner go on.
  await cluster.logged(crowd.code);
  const away = crowd.rooms.map((room) => view(room, isReconnecting));
  await cluster.kill(await cluster.ownerOf(crowd.code));
  await Promise.all(away);
  await allBack(crowd);
  expect(returns(crowd).resumed).toBeGreaterThan(15);
  expect(leavings(crowd)).toEqual([]);
});
