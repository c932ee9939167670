import { PASSWORD, expect, test } from "./support/fixtures.ts";
import { NO_CAMERA, type Person } from "./support/person.ts";

/** A titled part of a page. */
const section = ({ page }: Person, name: string) => page.getByRole("region", { name, exact: true });

test("[PLACE1] a room made for later stands in one's rooms, and its page leads into it", async ({
  person,
}) => {
  const ann = await person("Ann");
  const { page } = ann;
  await page.goto("/");
  await ann.button("More ways to meet").click();
  await ann.choose("Create a restricted one");
  await page.getByLabel("Name", { exact: true }).fill("Board");
  await expect(page.getByRole("radio", { name: "Restricted" })).toBeChecked();
  await ann.button("Create meeting").click();
  await expect(ann.heading("Your meeting is ready")).toBeVisible();
  await page.keyboard.press("Escape");
  await ann.button("Account of Ann").click();
  await ann.choose("Your rooms");
  await expect(section(ann, "Rooms").getByRole("listitem")).toContainText(["Restricted"]);
  await page.getByRole("link", { name: "Board", exact: true }).click();
  await expect(ann.heading("Board")).toBeVisible();
  await page.getByRole("link", { name: "Start meeting" }).click();
  await expect(ann.button("Join now")).toBeVisible();
});

test("[PLACE2] what the owner changes on the room's page counts in the running meeting at once", async ({
  person,
}) => {
  const ann = await person("Ann");
  const bob = await person("Bob");
  const code = await ann.createRoom();
  await ann.page.goto(`/rooms/${code}`);
  await bob.goAndJoin(code, NO_CAMERA);
  await bob.panel("Chat");
  await ann.page.getByLabel("Name", { exact: true }).fill("Weekly");
  await ann.button("Save changes").click();
  await expect(bob.page.getByRole("heading", { level: 1 })).toHaveText("Weekly");
  await ann.page.getByRole("switch", { name: "Chat" }).click();
  await expect(bob.page.getByText("The hosts have switched the chat off")).toBeVisible();
  await ann.page.getByRole("switch", { name: "Present" }).click();
  await expect(bob.button("Present")).toHaveAttribute("aria-disabled", "true");
  await ann.page.getByRole("switch", { name: "Lock the room" }).click();
  const gus = await person("Gus", { account: false, mayLog: /423/ });
  await gus.comeAsGuest(`/${code}`);
  await gus.button("Ask to join").click();
  await expect(gus.page.getByRole("alert")).toContainText("The meeting is locked");
});

test("[PLACE3] an invite link needs no asking until it is taken back, and the stay is on record", async ({
  person,
}) => {
  const ann = await person("Ann");
  const gus = await person("Gus", { account: false });
  const late = await person("Late", { account: false, mayLog: /404/ });
  const code = await ann.createRoom({ access: "restricted" });
  await ann.page.goto(`/rooms/${code}`);
  const invites = section(ann, "Invites");
  await invites.getByRole("button", { name: "Create invite link" }).click();
  const link = await invites.getByText(/\?invite=/).innerText();
  await gus.comeAsGuest(link);
  await gus.join(NO_CAMERA);
  await expect(gus.page).toHaveURL(new RegExp(`/${code}$`));
  await gus.leave();
  await expect(gus.heading("You left the meeting")).toBeVisible();

  await invites.getByRole("button", { name: /^Take back/ }).click();
  await expect(invites.getByRole("listitem")).toContainText(["taken back"]);
  await late.comeAsGuest(link);
  await late.button("Join now").click();
  await expect(late.page.getByRole("alert")).toContainText("does not count any more");
  await expect(late.button("Ask to join")).toBeVisible();
  await ann.page.reload();
  await expect(section(ann, "Attendance").getByRole("listitem")).toHaveText([
    /^Gus.* to .*\(.*\)$/,
  ]);
});

test("[PLACE4] a room that is deleted ends its meeting, and its link is gone", async ({
  person,
}) => {
  const ann = await person("Ann");
  const bob = await person("Bob", { mayLog: /410/ });
  const code = await ann.createRoom({ name: "Old" });
  await bob.goAndJoin(code, NO_CAMERA);
  await ann.page.goto(`/rooms/${code}`);
  await ann.button("Delete room").click();
  await ann.confirm("Delete for good");
  await expect(ann.page.getByText(`That is not ${code}.`)).toBeVisible();
  await ann.page.getByLabel(`Type ${code} to confirm`).fill(code);
  await ann.confirm("Delete for good");
  await expect(bob.heading("This meeting was deleted")).toBeVisible();
  await expect(ann.heading("Your rooms")).toBeVisible();
  await expect(ann.page.getByText("There are none yet.")).toBeVisible();
  await bob.page.reload();
  await expect(bob.heading("This meeting was deleted")).toBeVisible();
});

test("[PLACE5] a new name is shown, and a new password ends the other browser's session and its meeting", async ({
  person,
}) => {
  const ann = await person("Ann");
  const other = await person("Ann", { account: false, mayLog: /401/ });
  await ann.page.goto("/account");
  const username = (await ann.page.getByText(/^Username: /).innerText()).slice(10);
  await other.page.goto("/sign-in");
  await other.page.getByLabel("Username").fill(username);
  await other.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.button("Sign in").click();
  await expect(other.button("New meeting")).toBeVisible();

  await ann.page.getByLabel("Display name").fill("Ann Archer");
  await ann.button("Save name").click();
  await expect(ann.button("Account of Ann Archer")).toBeVisible();
  await other.startMeeting();
  await expect(other.page.getByText("Ann Archer", { exact: true })).toBeVisible();
  await other.join(NO_CAMERA);

  await ann.page.reload();
  await expect(section(ann, "Where you are signed in").getByRole("listitem")).toHaveCount(2);
  await ann.page.getByLabel("Current password").fill(PASSWORD);
  await ann.page.getByLabel("New password").fill("another one");
  await ann.button("Change password").click();
  await expect(section(ann, "Password")).toContainText("Your password was changed");
  await expect(other.heading("Your password was changed")).toBeVisible();
  await other.page.reload();
  await expect(other.heading("What is your name?")).toBeVisible();
  await ann.page.reload();
  await expect(section(ann, "Where you are signed in").getByRole("listitem")).toHaveCount(1);
});

test("[PLACE6] who deletes the account is nobody again, and their meeting ends", async ({
  person,
}) => {
  const ann = await person("Ann");
  const gus = await person("Gus", { account: false });
  const code = await ann.createRoom({ access: "open" });
  await gus.comeAsGuest(`/${code}`);
  await gus.join(NO_CAMERA);
  await ann.page.goto("/account");
  const username = (await ann.page.getByText(/^Username: /).innerText()).slice(10);
  await ann.button("Delete account").click();
  await ann.page.getByLabel(`Type ${username} to confirm`).fill(username);
  await ann.confirm("Delete for good");
  await expect(ann.page.getByRole("link", { name: "Create an account" })).toBeVisible();
  await expect(gus.heading("This meeting was deleted")).toBeVisible();
});

test("[PLACE7] the end of a room's time is told before, and then it has expired for everyone", async ({
  person,
}) => {
  const ann = await person("Ann");
  const gus = await person("Gus", { account: false, mayLog: /410/ });
  const code = await ann.createRoom({ access: "open", expiresIn: 3600 });
  await Promise.all([ann.goAndJoin(code, NO_CAMERA), gus.comeAsGuest(`/${code}`)]);
  await gus.join(NO_CAMERA);
  await expect(ann.page.getByText(/^This meeting ends in/)).toHaveCount(0);

  await ann.changeRoom(code, { expiresIn: 290 });
  await ann.hears("This meeting ends in a few minutes");
  await expect(ann.page.getByText(/^This meeting ends in 4:/)).toBeVisible();
  await expect(ann.page.getByRole("link", { name: "Give it more time" })).toBeVisible();
  await expect(gus.page.getByText(/^This meeting ends in 4:/)).toBeVisible();
  await expect(gus.page.getByRole("link", { name: "Give it more time" })).toHaveCount(0);

  await ann.changeRoom(code, { expiresIn: 1 });
  await expect(gus.heading("This meeting has expired")).toBeVisible();
  await expect(ann.heading("This meeting has expired")).toBeVisible();
  await gus.page.reload();
  await expect(gus.heading("This meeting has expired")).toBeVisible();
});
