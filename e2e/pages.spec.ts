import { isAccessible, tabTo } from "./support/accessible.ts";
import { expect, test } from "./support/fixtures.ts";
import { NO_CAMERA } from "./support/person.ts";

const calm = { reducedMotion: "reduce" } as const;

test("[PAGE1] every page without an account is accessible", async ({ person }) => {
  const gus = await person("Gus", { account: false, context: calm, mayLog: /404/ });
  for (const path of ["/", "/sign-up", "/sign-in", "/aaa-aaaa-aaa", "/nowhere"]) {
    await gus.page.goto(path);
    await expect(gus.page.getByRole("heading", { level: 1 })).toBeVisible();
    await isAccessible(gus.page, path);
  }
  await gus.comeAsGuest("/aaa-aaaa-aaa");
  await expect(gus.heading("There is no meeting with this code")).toBeVisible();
  await isAccessible(gus.page, "no such meeting");
});

test("[PAGE1] every page of an account is accessible", async ({ person }) => {
  const ann = await person("Ann", { context: calm });
  const { page } = ann;
  const code = await ann.createRoom({ name: "Weekly", access: "restricted", expiresIn: 7200 });
  await page.goto("/");
  await expect(ann.heading("Your rooms")).toBeVisible();
  await isAccessible(page, "home");
  await ann.button("More ways to meet").click();
  await isAccessible(page, "more ways to meet");
  await ann.choose("Create one for later");
  await expect(ann.heading("New meeting")).toBeVisible();
  await isAccessible(page, "new room");
  await page.goto("/rooms");
  await expect(page.getByRole("link", { name: "Weekly", exact: true })).toBeVisible();
  await isAccessible(page, "rooms");
  await page.goto(`/rooms/${code}`);
  await ann.button("Create invite link").click();
  await expect(page.getByText("Copy this link now")).toBeVisible();
  await expect(page.getByText("Loading")).toHaveCount(0);
  await isAccessible(page, "room page");
  await ann.button("Delete room").click();
  await ann.confirm("Delete for good");
  await isAccessible(page, "deleting a room");
  await page.goto("/account");
  await ann.button("Change password").click();
  await expect(page.getByLabel("Current password")).toBeFocused();
  await isAccessible(page, "account");
});

test("[PAGE1] the door, the lobby and what a host sees and does about people are accessible", async ({
  person,
}) => {
  const ann = await person("Ann", { context: calm });
  const gus = await person("Gus", { account: false, context: calm });
  const code = await ann.startMeeting();
  await expect(ann.button("Join now")).toBeVisible();
  await isAccessible(ann.page, "green room");
  await ann.join();
  await isAccessible(ann.page, "meeting, alone");
  await gus.comeAsGuest(`/${code}`);
  await expect(gus.button("Ask to join")).toBeVisible();
  await isAccessible(gus.page, "green room of a guest");
  await gus.knock();
  await isAccessible(gus.page, "lobby");
  await expect(ann.button("Admit Gus")).toBeVisible();
  await isAccessible(ann.page, "meeting, somebody asks to join");
  await ann.button("Raise hand").click();
  await ann.panel("People");
  await expect(ann.heading("Raised hands")).toBeVisible();
  await isAccessible(ann.page, "people, with a hand and somebody waiting");
  await ann.button("Admit Gus").click();
  await gus.isIn();
  await ann.button("Options for Gus").click();
  await isAccessible(ann.page, "what a host can do about somebody");
  await ann.choose("Remove");
  await isAccessible(ann.page, "removing somebody");
  await ann.confirm("Remove");
  await expect(gus.heading("You were removed from the meeting")).toBeVisible();
  await isAccessible(gus.page, "removed");
});

test("[PAGE1] the meeting with its panels and dialogs, and its end, are accessible", async ({
  person,
}) => {
  const ann = await person("Ann", { context: calm });
  const gus = await person("Gus", { account: false, context: calm });
  const code = await ann.createRoom({ access: "open" });
  await Promise.all([ann.goAndJoin(code), gus.comeAsGuest(`/${code}`)]);
  await gus.join();
  await gus.panel("Chat");
  await isAccessible(gus.page, "chat, empty");
  await gus.write("Look at https://example.org/a-page-with-a-rather-long-address");
  await ann.panel("Chat");
  await ann.write("Thanks!");
  await expect(ann.message("Thanks!")).toBeVisible();
  await isAccessible(ann.page, "chat");
  await ann.panel("Host controls");
  await isAccessible(ann.page, "host controls");
  await ann.panel("Details");
  await isAccessible(ann.page, "details");
  await ann.button("Reactions").click();
  await gus.page.keyboard.press("Control+Alt+h");
  await expect(ann.tile("Gus").getByRole("img", { name: "Hand raised" })).toBeVisible();
  await isAccessible(ann.page, "meeting of two, with reactions and a hand");
  await ann.button("More").click();
  await isAccessible(ann.page, "more");
  await ann.choose("Devices");
  await expect(ann.heading("Devices")).toBeVisible();
  await isAccessible(ann.page, "devices");
  await ann.page.keyboard.press("Escape");
  await expect(ann.heading("Devices")).toHaveCount(0);
  await ann.page.keyboard.press("?");
  await expect(ann.heading("Keyboard shortcuts")).toBeVisible();
  await isAccessible(ann.page, "shortcuts");
  await ann.page.keyboard.press("Escape");
  await expect(ann.heading("Keyboard shortcuts")).toHaveCount(0);
  await ann.button("Leave").click();
  await ann.choose("End for everyone");
  await isAccessible(ann.page, "ending the meeting");
  await ann.confirm("End for everyone");
  await expect(gus.heading("The meeting has ended")).toBeVisible();
  await isAccessible(gus.page, "after the end");
});

test("[PAGE2] a meeting from the home page to its end, by keyboard alone", async ({ person }) => {
  const ann = await person("Ann");
  const { page } = ann;
  await page.goto("/");
  await tabTo(page, ann.button("New meeting"));
  await page.keyboard.press("Enter");
  await tabTo(page, ann.button("Join now"));
  await page.keyboard.press("Enter");
  await ann.isIn();
  await tabTo(page, ann.button("People"));
  await page.keyboard.press("Enter");
  await expect(ann.heading("People")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(ann.heading("People")).toHaveCount(0);
  await expect(ann.button("People")).toBeFocused();
  await tabTo(page, ann.button("Leave"));
  await page.keyboard.press("Enter");
  await expect(ann.heading("You left the meeting")).toBeVisible();
});

test("[PAGE2] letting somebody in, a hand, the chat and muting, by keyboard alone", async ({
  person,
}) => {
  const ann = await person("Ann");
  const gus = await person("Gus", { account: false });
  const { page } = ann;
  const code = await ann.createRoom();
  await ann.goAndJoin(code, NO_CAMERA);
  await gus.comeAsGuest(`/${code}`);
  await gus.knock();
  await tabTo(page, ann.button("Admit Gus"));
  await page.keyboard.press("Enter");
  await gus.isIn();

  await page.keyboard.press("Control+Alt+h");
  await expect(gus.tile("Ann").getByRole("img", { name: "Hand raised" })).toBeVisible();
  await tabTo(page, ann.button("Raise hand"));
  await page.keyboard.press("Space");
  await expect(gus.tile("Ann").getByRole("img", { name: "Hand raised" })).toHaveCount(0);

  await page.keyboard.press("Control+Alt+c");
  await expect(page.getByLabel("Message everyone")).toBeFocused();
  await page.keyboard.type("Good morning");
  await page.keyboard.press("Enter");
  await expect(ann.message("Good morning")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(ann.heading("Chat")).toHaveCount(0);
  await expect(ann.button("Raise hand")).toBeFocused();

  await page.keyboard.press("Control+Alt+p");
  await tabTo(page, ann.button("Options for Gus"));
  await page.keyboard.press("Enter");
  const mute = page.getByRole("menuitem", { name: "Mute", exact: true });
  await page.keyboard.press("ArrowDown");
  await expect(mute).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(gus.button("Microphone")).toHaveAttribute("aria-pressed", "false");
  await expect(ann.button("Options for Gus")).toBeFocused();
});

test("[PAGE4] one polite live region tells who waits, comes, raises a hand and writes", async ({
  person,
}) => {
  const ann = await person("Ann");
  const gus = await person("Gus", { account: false });
  const code = await ann.createRoom();
  await ann.goAndJoin(code, NO_CAMERA);
  await gus.comeAsGuest(`/${code}`);
  await gus.knock();
  await ann.hears("Gus asks to join");
  await ann.button("Admit Gus").click();
  await ann.hears("Gus joined");
  await gus.button("Raise hand").click();
  await ann.hears("Gus raised a hand");
  await gus.panel("Chat");
  await gus.write("Hello, everyone");
  await ann.hears("Message from Gus: Hello, everyone");
  await ann.panel("People");
  await ann.chooseFor("Gus", "Mute");
  await gus.hears("Ann muted you");
  await gus.leave();
  await ann.hears("Gus left");
  const regions = ann.page.locator("[aria-live], [role=status], [role=alert], [role=log]");
  await expect(regions).toHaveCount(1);
  await expect(regions).toHaveAttribute("aria-live", "polite");
});

test("[PAGE3] nothing is asked of any other host, and the first load is small", async ({
  person,
}) => {
  const ann = await person("Ann");
  const { page } = ann;
  const hosts = new Set<string>();
  let bytes = 0;
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  page.on("response", async (response) => {
    const { responseBodySize } = await response.request().sizes();
    bytes += responseBodySize;
  });
  await page.goto("/", { waitUntil: "networkidle" });
  expect(bytes).toBeLessThan(200 * 1024);
  expect(bytes).toBeGreaterThan(10 * 1024);
  const code = await ann.startMeeting();
  await ann.join();
  await ann.panel("Chat");
  await ann.write("https://example.org/a-link-that-nobody-follows");
  for (const path of [`/rooms/${code}`, "/rooms", "/account"]) {
    await page.goto(path, { waitUntil: "networkidle" });
  }
  await page.goto("/api/docs/", { waitUntil: "networkidle" });
  await expect(page.getByText("/create-room/")).toBeVisible();
  expect([...hosts]).toEqual([new URL(page.url()).host]);
});
