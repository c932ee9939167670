import { gather, leavings, returns, stored } from "../support/crowd.ts";
import { expect, test } from "../support/nodes.ts";
import { idOf, lastText, view } from "../support/programs.ts";

/** Longer than a node may speak for its rooms without a word from either of the two. */
const AWAY_MS = 6000;

test("[CLUSTER9] Postgres goes and comes back: presence goes on on both nodes, chat waits, and then is there once", async ({
  cluster,
  people,
}) => {
  const crowd = await gather(people, 10);
  const [first, second] = crowd.rooms;
  if (first === undefined || second === undefined) throw new Error("Nobody is there.");
  await cluster.postgres.stop("crash");
  let answered = 0;
  const sent = ["one", "two"].map(async (text) => {
    await first.sendChat(text);
    answered += 1;
  });
  const until = performance.now() + AWAY_MS;
  for (let isUp = true; performance.now() < until; isUp = !isUp) {
    await (isUp ? second.raiseHand() : second.lowerHand());
    const sees = crowd.rooms.map((room) =>
      view(room, ({ participants }) =>
        participants.some(
          ({ id, handRaisedAt }) => id === idOf(second) && isUp === (handRaisedAt !== null),
        ),
      ),
    );
    await Promise.all(sees);
  }
  expect(answered, "nothing is acknowledged that is not stored").toBe(0);
  await cluster.postgres.start();
  await Promise.all(sent);
  await Promise.all(crowd.rooms.map((room) => lastText(room, "two")));
  expect(returns(crowd), "nobody was dropped").toEqual({ resumed: 0, afresh: 0 });
  expect(leavings(crowd)).toEqual([]);
  expect(await stored(people, crowd.code)).toEqual(["one", "two"]);
});
