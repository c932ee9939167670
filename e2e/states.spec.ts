import { expect, test } from "./support/fixtures.ts";

test("[STATE1] an unknown room, and a page that is none, offer a way on", async ({ person }) => {
  const ann = await person("Ann", { mayLog: /404/ });
  await ann.page.goto("/aaa-aaaa-aaa");
  await expect(
    ann.page.getByRole("heading", { name: "There is no meeting with this code" }),
  ).toBeVisible();
  await ann.page.getByRole("link", { name: "Go home" }).click();
  await expect(ann.button("New meeting")).toBeVisible();
  await ann.page.goto("/no/such/page");
  await expect(ann.page.getByRole("link", { name: /home/i }).first()).toBeVisible();
});

test("[STATE2] without an account the link leads through signing up to the room", async ({
  person,
}) => {
  const ann = await person("Ann");
  const code = await ann.startMeeting();
  const bob = await person("Bob", { account: false });
  await bob.page.goto(`/${code}`);
  await expect(bob.heading("What is your name?")).toBeVisible();
  await bob.page.getByRole("link", { name: "Create an account" }).click();
  await bob.page.getByLabel("Your name").fill("Bob Baker");
  await bob.page.getByLabel("Username").fill(`bob-${code}`);
  await bob.page.getByLabel("Password", { exact: true }).fill("pass");
  await bob.button("Create account").click();
  await expect(bob.page).toHaveURL(new RegExp(`/${code}$`));
  await bob.join();
  await expect(bob.page.getByText("You are the only one here")).toBeVisible();
});

test("[STATE3] a denied camera is explained, and joining without one works", async ({ person }) => {
  const ann = await person("Ann");
  await ann.page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("Permission denied", "NotAllowedError"));
  });
  await ann.startMeeting();
  await expect(ann.page.getByText(/blocked|denied|allow/i).first()).toBeVisible();
  await ann.button("Join now").click();
  await ann.isIn();
  await expect(ann.button("Camera")).toHaveAttribute("aria-pressed", "false");
});

test("[STATE4] a machine without devices is told so, and joins all the same", async ({
  person,
}) => {
  const ann = await person("Ann");
  await ann.page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("Requested device not found", "NotFoundError"));
  });
  await ann.startMeeting();
  await expect(ann.page.getByText(/no (camera|microphone)/i).first()).toBeVisible();
  await ann.button("Join now").click();
  await ann.isIn();
});

test("[STATE5] signing out in another tab ends the meeting here", async ({ person }) => {
  const ann = await person("Ann", { mayLog: /401/ });
  await ann.startMeeting();
  await ann.join();
  const second = await ann.tab();
  await second.page.goto("/");
  await second.button(/Account of/).click();
  await second.page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(ann.page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await expect(ann.page.getByRole("main").getByRole("link", { name: "Sign in" })).toBeVisible();
});

test("[STATE6] a server that is killed is waited for: a mesh goes on and the people come back", async ({
  ownServer,
  person,
}) => {
  const options = { url: ownServer.url, mayLog: /ERR_|WebSocket/ };
  const ann = await person("Ann", options);
  const bob = await person("Bob", options);
  const code = await ann.createRoom({ settings: { media: "mesh" } });
  await ann.goAndJoin(code);
  await bob.goAndJoin(code);
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  await ownServer.stop("SIGKILL");
  await expect(ann.page.getByText(/reconnecting/i).first()).toBeVisible();
  const { frames } = await ann.received();
  await expect
    .poll(async () => (await ann.received()).frames[0], "media goes on without the server")
    .toBeGreaterThan((frames[0] ?? 0) + 10);
  await ownServer.run();
  await expect(ann.page.getByText(/reconnecting/i)).toHaveCount(0);
  await expect(ann.tile("Bob")).toHaveCount(1);
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
});
