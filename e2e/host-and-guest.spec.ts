import { type PersonOptions, expect, test } from "./support/fixtures.ts";
import { NO_CAMERA, type Person } from "./support/person.ts";

type Open = (name: string, options?: PersonOptions) => Promise<Person>;

/** Hana is the host of a meeting that Gus has come to as a guest. */
async function hostAndGuest(person: Open, mayLog?: RegExp) {
  const hana = await person("Hana");
  const gus = await person("Gus", { account: false, ...(mayLog && { mayLog }) });
  const code = await hana.createRoom({ access: "open" });
  await Promise.all([hana.goAndJoin(code, NO_CAMERA), gus.comeAsGuest(`/${code}`)]);
  await gus.join(NO_CAMERA);
  await expect(hana.tile("Gus")).toBeVisible();
  return { hana, gus, code };
}

test("[MEET1] a guest knocks, the host lets them in, and they see and hear each other", async ({
  person,
}) => {
  const hana = await person("Hana");
  const gus = await person("Gus", { account: false });
  const code = await hana.startMeeting();
  await hana.join();
  await gus.comeAsGuest(`/${code}`);
  await expect(gus.page.getByText("You are Gus, a guest.")).toBeVisible();
  await expect(gus.page.getByText("A host will see your name")).toBeVisible();
  await gus.knock();
  await expect(hana.button("Admit Gus")).toBeVisible();
  await hana.hears("Gus asks to join");
  await expect(gus.page.getByText("Hana")).toHaveCount(0);

  await hana.button("Admit Gus").click();
  await gus.isIn();
  await expect(hana.button("Admit Gus")).toHaveCount(0);
  await expect(hana.tile("Gus")).toContainText("Guest");
  await Promise.all([hana.receivesFrom(1), gus.receivesFrom(1)]);
});

test("[MEET2] chat goes both ways: links are links, markup is text, what is direct stays so", async ({
  person,
}) => {
  const { hana, gus, code } = await hostAndGuest(person);
  const cat = await person("Cat");
  await cat.goAndJoin(code, NO_CAMERA);

  await gus.panel("Chat");
  await gus.write("<b onclick=alert(1)>hello</b>");
  await expect(hana.button("Chat")).toHaveAccessibleDescription("1 unread");
  await Promise.all([hana.panel("Chat"), cat.panel("Chat")]);
  await expect(hana.message("<b onclick=alert(1)>hello</b>")).toBeVisible();

  await hana.write("Read https://example.org/a?b=c&d, please");
  const link = gus.page.getByRole("link", { name: "https://example.org/a?b=c&d" });
  await expect(link).toHaveAttribute("href", "https://example.org/a?b=c&d");
  await expect(link).toHaveAttribute("rel", /noopener/);

  await hana.page.getByLabel("To", { exact: true }).selectOption("Gus (guest)");
  await hana.write("only for Gus");
  await expect(gus.message("only for Gus")).toBeVisible();
  await expect(gus.message("Only to you")).toBeVisible();
  await hana.page.getByLabel("To", { exact: true }).selectOption("Everyone");
  await hana.write("for everyone");
  await expect(cat.message("for everyone")).toBeVisible();
  await expect(cat.message("<b onclick=alert(1)>hello</b>")).toBeVisible();
  await expect(cat.message("only for Gus")).toHaveCount(0);
});

test("[MEET3] hands stand in the order of raising, and reactions are seen", async ({ person }) => {
  const { hana, gus, code } = await hostAndGuest(person);
  const cat = await person("Cat");
  await cat.goAndJoin(code, NO_CAMERA);
  const people = await hana.panel("People");
  const hands = people
    .locator("section")
    .filter({ has: hana.page.getByRole("heading", { name: "Raised hands" }) })
    .getByRole("listitem");

  await gus.button("Raise hand").click();
  await expect(hands).toHaveText([/Gus.*1/]);
  await cat.page.keyboard.press("Control+Alt+h");
  await expect(hands).toHaveText([/Gus.*1/, /Cat.*2/]);
  await expect(cat.tile("Gus").getByRole("img", { name: "Hand raised" })).toBeVisible();
  await hana.button("Lower the hand of Gus").click();
  await expect(hands).toHaveText([/Cat.*1/]);
  await expect(gus.button("Raise hand")).toHaveAttribute("aria-pressed", "false");

  await gus.button("Reactions").click();
  await gus.button("Party").click();
  await expect(hana.page.getByText("🎉")).toBeVisible();
  await hana.hears("Gus: party");
});

test("[MEET4] a host mutes a guest and asks them to unmute; the guest decides", async ({
  person,
}) => {
  const { hana, gus } = await hostAndGuest(person);
  await hana.receivesFrom(1, 0);
  expect(await gus.voices()).toBe(1);
  await hana.panel("People");

  await hana.chooseFor("Gus", "Mute");
  await expect(gus.page.getByText("Hana muted you", { exact: true }).first()).toBeVisible();
  await expect(gus.button("Microphone")).toHaveAttribute("aria-pressed", "false");
  await expect.poll(() => gus.voices(), "the track is off").toBe(0);
  await expect(hana.tile("Gus").getByRole("img", { name: "Muted:" })).toBeVisible();

  await hana.chooseFor("Gus", "Ask to unmute");
  await expect(gus.page.getByText("Hana asks you to unmute").first()).toBeVisible();
  await expect(gus.button("Microphone")).toHaveAttribute("aria-pressed", "false");
  await gus.button("Unmute").click();
  await expect(gus.button("Unmute")).toHaveCount(0);
  await expect(hana.tile("Gus").getByRole("img", { name: "Muted:" })).toHaveCount(0);
  await hana.receivesFrom(1, 0);
});

test("[MEET5] who was removed is told so, has to ask again, and can be turned down", async ({
  person,
}) => {
  const { hana, gus } = await hostAndGuest(person);
  await hana.panel("People");
  await hana.chooseFor("Gus", "Remove");
  await hana.confirm("Remove");
  await expect(gus.heading("You were removed from the meeting")).toBeVisible();
  await expect(hana.tile("Gus")).toHaveCount(0);

  await gus.button("Ask again").click();
  await expect(gus.heading("Asking to be let in")).toBeVisible();
  await hana.button("Deny Gus").click();
  await expect(gus.heading("You were not let in")).toBeVisible();
  await expect(hana.button("Deny Gus")).toHaveCount(0);
});

test("[MEET6] who is banned comes back by no way until the ban is lifted", async ({ person }) => {
  const { hana, gus, code } = await hostAndGuest(person, /403/);
  await hana.panel("People");
  await hana.chooseFor("Gus", "Remove and ban");
  await hana.confirm("Remove and ban");
  await expect(gus.heading("You were removed for good")).toBeVisible();
  await gus.page.reload();
  await expect(gus.heading("You may not enter this meeting")).toBeVisible();
  const second = await gus.tab();
  await second.page.goto(`/${code}`);
  await expect(second.heading("You may not enter this meeting")).toBeVisible();
  await expect(second.button(/join|ask/i)).toHaveCount(0);

  const page = await hana.tab();
  await page.page.goto(`/rooms/${code}`);
  const bans = page.page.getByRole("region", { name: "Banned people" });
  await expect(bans.getByRole("listitem")).toContainText(["Gus (guest)"]);
  await page.button("Lift ban of Gus").click();
  await expect(bans.getByText("Nobody is banned.")).toBeVisible();
  // Who was removed has to ask again, wherever others need not.
  await gus.page.reload();
  await gus.button("Join now").click();
  await hana.button("Admit Gus").click();
  await gus.isIn();
});

test("[MEET7] the host ends the meeting for everyone, and the link still works", async ({
  person,
}) => {
  const { hana, gus } = await hostAndGuest(person);
  await hana.button("Leave").click();
  await hana.choose("End for everyone");
  await hana.confirm("End for everyone");
  await expect(gus.heading("The meeting has ended")).toBeVisible();
  await expect(hana.heading("The meeting has ended")).toBeVisible();
  await gus.button("Join again").click();
  await gus.isIn();
  await expect(gus.page.getByText("You are the only one here")).toBeVisible();
});
