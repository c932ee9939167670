import { join } from "node:path";
import { type Person } from "./support/person.ts";
import { type PersonOptions, expect, test } from "./support/fixtures.ts";
import { paintCamera } from "./support/painted-camera.ts";

const DOCS = join(import.meta.dirname, "../docs");
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const CAST = [
  { name: "Asha Kumar", hue: 210, skin: "#b07a52" },
  { name: "Mia Torres", hue: 150, skin: "#e3b08a" },
  { name: "Jonas Weber", hue: 32, skin: "#f0cba5" },
  { name: "Priya Nair", hue: 285, skin: "#c68e62" },
  { name: "Sam Okoro", hue: 12, skin: "#8a5a3c" },
  { name: "Lena Fischer", hue: 235, skin: "#efc9a8" },
] as const;

type Open = (name: string, options?: PersonOptions) => Promise<Person>;

async function cast(open: Open, role: (typeof CAST)[number], viewport = desktop): Promise<Person> {
  const person = await open(role.name, { context: { viewport } });
  await paintCamera(person.page, role.hue, role.skin);
  return person;
}

async function shoot(person: Person, file: string): Promise<void> {
  await person.page.mouse.move(0, 0);
  await person.page.screenshot({ path: join(DOCS, file), animations: "disabled" });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`home and green room, ${colorScheme}`, async ({ person }) => {
    const ann = await person("Asha Kumar", { context: { viewport: desktop, colorScheme } });
    await paintCamera(ann.page, CAST[0].hue, CAST[0].skin);
    await ann.page.goto("/");
    await expect(ann.button("New meeting")).toBeVisible();
    await shoot(ann, `home-${colorScheme}.png`);
    await ann.startMeeting();
    await expect(ann.page.locator("video")).toHaveCount(1);
    await expect(ann.button("Camera")).toHaveAttribute("aria-pressed", "true");
    await shoot(ann, `green-room-${colorScheme}.png`);
  });
}

test("a real call of six, on a desk and on a phone, and a shared screen", async ({ person }) => {
  const people: Person[] = [];
  for (const role of CAST.slice(0, -1)) people.push(await cast(person, role));
  const mobile = await cast(person, CAST[5], phone);
  const [first, second, third] = people;
  if (first === undefined || second === undefined || third === undefined) throw new Error("nobody");
  const code = await first.startMeeting();
  await first.join();
  for (const one of [...people.slice(1), mobile]) await one.goAndJoin(code);
  await first.receivesFrom(5);
  // The fake microphones beep all the time; with all of them on everybody speaks at once.
  for (const one of [first, third, people[4], mobile]) await one?.button("Microphone").click();
  await second.button("Camera").click();
  await expect(first.tile(second.name).locator("video")).toHaveCount(0);
  await first.button("People").click();
  await expect(first.page.getByText("6 in the meeting")).toBeVisible();
  await shoot(first, "meeting.png");
  await shoot(mobile, "meeting-phone.png");
  await first.button("People").click();
  await third.button("Present").click();
  await expect(first.page.getByText(`${third.name} is presenting`)).toBeVisible();
  await expect(first.page.getByText("The screen is on its way")).toHaveCount(0);
  await shoot(first, "presenting.png");
});
