import { type Browser, chromium } from "@playwright/test";
import config from "../playwright.config.ts";
import { Lab, SERVER_ADDRESS } from "./lab.ts";
import { Person } from "./person.ts";
import { Server } from "./server.ts";

const launch = config.use?.launchOptions;

/** A server, somebody on its side who sends, and somebody behind a line of their own. */
export type LabCall = {
  readonly lab: Lab;
  /** Next to the server. */
  readonly ann: Person;
  /** At the far end of the line. */
  readonly bob: Person;
  readonly close: () => Promise<void>;
};

/** Ann and Bob in a call of two, over a line that is still good. */
export async function callInLab(): Promise<LabCall> {
  const lab = await Lab.open();
  const env = { HOST: SERVER_ADDRESS, PASSWORD_POLICY: "trial" };
  const server = await Server.start("lab", env, undefined, lab.on(lab.near));
  const browsers: Browser[] = [];
  const close = async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await server.remove();
    await lab.close();
  };
  try {
    const people: Person[] = [];
    for (const [name, space] of [
      ["Ann", lab.near],
      ["Bob", lab.far],
    ] as const) {
      const browser = await launchOn(lab, space, server.url);
      browsers.push(browser);
      people.push(await enter(browser, server.url, name));
    }
    const [ann, bob] = people;
    if (ann === undefined || bob === undefined) throw new Error("nobody is here");
    const code = await ann.startMeeting();
    await ann.join();
    await bob.goAndJoin(code);
    await bob.receivesFrom(1);
    return { lab, ann, bob, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Cameras want a secure context, which an address of the lab is only when the browser is told. */
async function launchOn(lab: Lab, space: string, url: string): Promise<Browser> {
  return chromium.launch({
    executablePath: await lab.browserOn(space),
    args: [...(launch?.args ?? []), `--unsafely-treat-insecure-origin-as-secure=${url}`],
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
