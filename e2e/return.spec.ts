import { expect, test } from "./support/fixtures.ts";
import { NO_CAMERA, type Person } from "./support/person.ts";

const reconnecting = ({ page }: Person) =>
  page.getByText("Your call goes on; we are reconnecting", { exact: true });

/** Two people with accounts, in a call. */
async function callOfTwo(ann: Person, bob: Person): Promise<string> {
  const code = await ann.createRoom();
  await Promise.all([ann.goAndJoin(code), bob.goAndJoin(code)]);
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  return code;
}

/**
 * From now on until `after` has come back and said so, `witness` sees them on the stage all the
 * time, and is not told that they left or joined.
 */
async function neverMissing(witness: Person, after: Person, comeBack: () => Promise<void>) {
  const stageNow = (await witness.stages()).length - 1;
  const told = (await witness.heard()).length;
  await comeBack();
  await after.panel("Chat");
  await after.write("I am back");
  await witness.hears(`Message from ${after.name}: I am back`);
  for (const stage of (await witness.stages()).slice(stageNow)) expect(stage).toContain(after.name);
  expect((await witness.heard()).slice(told)).not.toMatch(/left|joined/);
}

test("[BACK1] who loads the page again keeps their place; the others are told nothing", async ({
  person,
}) => {
  const ann = await person("Ann");
  const bob = await person("Bob");
  await callOfTwo(ann, bob);
  await bob.page.keyboard.press("Control+e");
  await expect(bob.button("Camera")).toHaveAttribute("aria-pressed", "false");
  await neverMissing(ann, bob, async () => {
    await bob.page.reload();
    await bob.isIn();
    await expect.poll(() => bob.voices()).toBe(1);
    await expect.poll(async () => (await bob.received()).frames.length).toBe(1);
  });
  await expect(bob.button("Camera")).toHaveAttribute("aria-pressed", "false");
  await expect(bob.button("Microphone")).toHaveAttribute("aria-pressed", "true");
});

test("[BACK2] a cut connection is said, the call goes on, and what was written meanwhile comes once", async ({
  person,
  cable,
}) => {
  const ann = await person("Ann");
  const bob = await person("Bob", { url: cable.url, mayLog: /ERR_|WebSocket/ });
  await callOfTwo(ann, bob);
  await Promise.all([ann.panel("Chat"), bob.panel("Chat")]);
  await neverMissing(ann, bob, async () => {
    cable.break("cut");
    await expect(reconnecting(bob)).toBeVisible();
    await expect(bob.page.getByText("What you write is sent when you are back")).toBeVisible();
    await expect(ann.tile("Bob")).toContainText("Reconnecting");
    await Promise.all([bob.write("written on the way"), ann.write("can you hear me?")]);
    await expect(bob.page.getByText("Sending…")).toBeVisible();
    await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
    await expect(bob.page.getByText("Waiting for the server to store it")).toBeVisible();
    cable.mend();
    await expect(reconnecting(bob)).toHaveCount(0);
    await expect(ann.tile("Bob")).not.toContainText("Reconnecting");
  });
  await bob.hears("Connected again");
  for (const one of [ann, bob]) {
    await expect(one.message("I am back")).toBeVisible();
    await expect(one.message("written on the way")).toHaveCount(1);
    await expect(one.message("can you hear me?")).toHaveCount(1);
  }
});

test("[BACK3] when the server restarts nobody goes missing, and the chat is still there", async ({
  ownServer,
  person,
}) => {
  const options = { url: ownServer.url, mayLog: /ERR_|WebSocket/ };
  const ann = await person("Ann", options);
  const bob = await person("Bob", options);
  await callOfTwo(ann, bob);
  await ann.panel("Chat");
  await ann.write("before the restart");
  await neverMissing(ann, bob, async () => {
    expect(await ownServer.stop()).toBe(0);
    await expect(reconnecting(ann)).toBeVisible();
    await ownServer.run();
    for (const one of [ann, bob]) await expect(reconnecting(one)).toHaveCount(0);
  });
  await expect(bob.message("before the restart")).toHaveCount(1);
  await expect(ann.message("before the restart")).toHaveCount(1);
  await expect(bob.tile("Ann")).toHaveCount(1);
});

test("[BACK4] a guest's second tab takes over, Use here takes back, and the others notice nothing", async ({
  person,
}) => {
  const ann = await person("Ann");
  const gus = await person("Gus", { account: false });
  const code = await ann.createRoom({ access: "open" });
  await Promise.all([ann.goAndJoin(code, NO_CAMERA), gus.comeAsGuest(`/${code}`)]);
  await gus.join(NO_CAMERA);
  await expect(ann.tile("Gus")).toBeVisible();
  await neverMissing(ann, gus, async () => {
    const second = await gus.tab();
    await second.goAndJoin(code, NO_CAMERA);
    await expect(gus.heading("The meeting is open in another place")).toBeVisible();
    await gus.button("Use here").click();
    await gus.isIn();
    await expect(second.heading("The meeting is open in another place")).toBeVisible();
  });
  await ann.receivesFrom(1, 0);
});
