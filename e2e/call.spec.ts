import { callOfTwo } from "./support/call-of-two.ts";
import { expect, test } from "./support/fixtures.ts";

test("[CALL1] two people see and hear each other; one leaves and comes back", async ({
  person,
}) => {
  const ann = await person("Ann");
  const bob = await person("Bob");
  const code = await ann.startMeeting();
  await ann.join();
  await expect(ann.page.getByText("You are the only one here")).toBeVisible();

  await bob.page.goto("/");
  await bob.page.getByLabel("Code or link").fill(code.toUpperCase());
  await bob.button("Join").click();
  await expect(bob.page.getByText("Ann is here")).toBeVisible();
  await bob.join();
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  await expect(ann.tile("Bob")).toBeVisible();
  await expect(bob.tile("Ann")).toBeVisible();

  await bob.leave();
  await expect(bob.page.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
  await expect(ann.tile("Bob")).toHaveCount(0);
  await expect(ann.page.getByText("You are the only one here")).toBeVisible();
  await bob.button("Rejoin").click();
  await bob.isIn();
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
});

test("[CALL2] three people in one call", async ({ person }) => {
  const ann = await person("Ann");
  const bob = await person("Bob");
  const cat = await person("Cat");
  const code = await ann.startMeeting();
  await ann.join();
  await Promise.all([bob.goAndJoin(code), cat.goAndJoin(code)]);
  await Promise.all([ann, bob, cat].map((one) => one.receivesFrom(2)));
});

test("[CALL3] camera and microphone off and on are seen and heard by the other", async ({
  person,
}) => {
  const { ann, bob } = await callOfTwo(person);
  await bob.receivesFrom(1);

  await ann.page.keyboard.press("Control+e");
  await expect(bob.tile("Ann").locator("video")).toHaveCount(0);
  await ann.page.keyboard.press("Control+d");
  await expect(bob.tile("Ann").getByRole("img", { name: "Muted:" })).toBeVisible();
  const { frames } = await bob.received();
  await ann.page.keyboard.press("Control+e");
  await ann.page.keyboard.press("Control+d");
  await expect(bob.tile("Ann").locator("video")).toHaveCount(1);
  await expect
    .poll(async () => (await bob.received()).frames[0])
    .toBeGreaterThan((frames[0] ?? 0) + 10);
  await bob.receivesFrom(1);
});

test("[CALL4] a shared screen arrives beside the camera, and goes away", async ({ person }) => {
  const { ann, bob } = await callOfTwo(person);
  await bob.receivesFrom(1);
  await ann.button("Present").click();
  await expect(bob.page.getByText("Ann is presenting")).toBeVisible();
  await expect.poll(async () => (await bob.received()).frames.length, "camera and screen").toBe(2);
  await expect(bob.page.getByText("The screen is on its way")).toHaveCount(0);
  await ann.button("Present").click();
  await expect(bob.page.getByText("Ann is presenting")).toHaveCount(0);
});

test("[CALL5] a reload brings the call back", async ({ person }) => {
  const { ann, bob } = await callOfTwo(person);
  await ann.receivesFrom(1);
  await bob.page.reload();
  await bob.isIn();
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  await expect(ann.tile("Bob")).toHaveCount(1);
});

test("[CALL6] the meeting opened in a second tab takes over, and can be taken back", async ({
  person,
}) => {
  const { ann, bob, code } = await callOfTwo(person);
  await ann.receivesFrom(1);
  const second = await bob.tab();
  await second.goAndJoin(code);
  await expect(
    bob.page.getByRole("heading", { name: "The meeting is open in another place" }),
  ).toBeVisible();
  await Promise.all([ann.receivesFrom(1), second.receivesFrom(1)]);
  await bob.button("Use here").click();
  await bob.isIn();
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  await expect(ann.tile("Bob")).toHaveCount(1);
});
