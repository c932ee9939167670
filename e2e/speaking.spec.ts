import { chromium } from "@playwright/test";
import config from "./playwright.config.ts";
import { PASSWORD, expect, test } from "./support/fixtures.ts";
import { Person } from "./support/person.ts";
import type { Server } from "./support/server.ts";
import { speechFile } from "./support/speech.ts";

const launch = config.use?.launchOptions;

/** Somebody in a browser of their own, whose microphone hears a voice instead of beeps. */
async function talker(name: string, server: Server) {
  const speech = await speechFile();
  const args = [...(launch?.args ?? []), `--use-file-for-fake-audio-capture=${speech.path}`];
  const browser = await chromium.launch({ ...launch, args });
  const context = await browser.newContext({ baseURL: server.url });
  const data = { username: `${name.toLowerCase()}-talks`, password: PASSWORD, displayName: name };
  await context.request.post("/register/", { data });
  const { username, password } = data;
  await context.request.post("/login/", { data: { username, password } });
  const close = async () => {
    await browser.close();
    await speech.remove();
  };
  return { person: await Person.open(context, name), close };
}

test("[CALL11] who speaks has a ring, which goes when they are muted", async ({
  person,
  server,
}) => {
  const { person: ann, close } = await talker("Ann", server);
  try {
    const bob = await person("Bob");
    const code = await ann.startMeeting();
    await ann.join();
    await bob.page.goto(`/${code}`);
    // The beeps of a fake microphone are near enough to speech.
    await bob.button("Microphone").click();
    await bob.button("Join now").click();
    await bob.receivesFrom(1);
    const rings = bob.page.locator(".tile [data-speaking]");
    await expect(bob.tile("Ann").locator("[data-speaking]")).toBeVisible();
    await expect(rings).toHaveCount(1);
    await ann.button("Microphone").click();
    await expect(rings).toHaveCount(0);
    await ann.button("Microphone").click();
    await expect(bob.tile("Ann").locator("[data-speaking]")).toBeVisible();
  } finally {
    await close();
  }
});
