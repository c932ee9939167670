import { connectionsOf, decodesOnNew } from "../support/new-connections.ts";
import { expect, test } from "../support/nodes.ts";

const GIVE_UP_MS = 30_000;

test("[CLUSTER8] a call in browsers goes on on another node, with its media, when its own is killed", async ({
  cluster,
  person,
}) => {
  test.setTimeout(120_000);
  const mayLog = /WebSocket connection|Failed to load resource/;
  const [ann, bob] = [
    await person("Ann", { url: cluster.url, mayLog }),
    await person("Bob", { url: cluster.url, mayLog }),
  ];
  const code = await ann.startMeeting();
  await ann.join();
  await bob.goAndJoin(code);
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  const pages = [ann.page, bob.page];
  const known = await Promise.all(pages.map(connectionsOf));
  await cluster.kill(await cluster.owner());
  await Promise.all(pages.map((page, i) => decodesOnNew(page, known[i] ?? 0, GIVE_UP_MS)));
  await ann.panel("Chat");
  await ann.write("still here");
  await bob.panel("Chat");
  await expect(bob.message("still here")).toBeVisible();
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  expect(await ann.heard()).not.toMatch(/left/);
});
