import { type Browser, chromium } from "@playwright/test";
import { CAMERA, CHROMIUM_ARGS } from "../playwright.config.ts";
import { Lab, SERVER_ADDRESS } from "./lab.ts";
import { NO_CAMERA, Person } from "./person.ts";
import { Server } from "./server.ts";
import { speechFile } from "./speech.ts";

/** A server, somebody on its side who sends, and somebody behind a line of their own. */
export type LabCall = {
  readonly lab: Lab;
  /** Next to the server. */
  readonly ann: Person;
  /** At the far end of the line. */
  readonly bob: Person;
  readonly close: () => Promise<void>;
};

/**
 * Bob watches Ann, who talks all the time, over a line that is still good. He sends sound alone: only
 * what he gets matters.
 */
export async function callInLab(): Promise<LabCall> {
  const lab = await Lab.open();
  const env = {
    HOST: SERVER_ADDRESS,
    PUBLIC_URL: `http://${SERVER_ADDRESS}`,
    PASSWORD_POLICY: "trial",
  };
  const server = await Server.start("lab", env, undefined, lab.on(lab.near));
  const browsers: Browser[] = [];
  const speech = await speechFile();
  const close = async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await speech.remove();
    await server.remove();
    await lab.close();
  };
  try {
    const people: Person[] = [];
    for (const [name, space] of [
      ["Ann", lab.near],
      ["Bob", lab.far],
    ] as const) {
      const browser = await launchOn(lab, space, [
        // Cameras want a secure context, which an address of the lab is only when it is said.
        `--unsafely-treat-insecure-origin-as-secure=${server.url}`,
        `--use-file-for-fake-audio-capture=${speech.path}`,
      ]);
      browsers.push(browser);
      people.push(await enter(browser, server.url, name));
    }
    const [ann, bob] = people;
    if (ann === undefined || bob === undefined) throw new Error("nobody is here");
    const code = await ann.startMeeting();
    await ann.join();
    await bob.goAndJoin(code, NO_CAMERA);
    await bob.receivesFrom(1);
    // Wide enough for the largest layer.
    await bob.button("Pin Ann").click();
    return { lab, ann, bob, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function launchOn(lab: Lab, space: string, args: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: await lab.browserOn(space),
    args: [...CHROMIUM_ARGS, CAMERA, ...args],
  });
}

async function enter(browser: Browser, url: string, name: string): Promise<Person> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1400, height: 900 },
  });
  const person = await Person.open(context, name);
  await person.page.goto("/sign-up");
  await person.page.getByLabel("Your name").fill(name);
  await person.page.getByLabel("Username").fill(name.toLowerCase());
  await person.page.getByLabel("Password", { exact: true }).fill("a long password");
  await person.button("Create account").click();
  await person.button("New meeting").waitFor();
  return person;
}
