import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, expect, test } from "@playwright/test";
import config from "./playwright.config.ts";
import { Person } from "./support/person.ts";
import { Server } from "./support/server.ts";

const launch = config.use?.launchOptions;

// As from a second machine: by a name that is not loopback.
test.use({
  launchOptions: {
    ...launch,
    args: [...(launch?.args ?? []), "--host-resolver-rules=MAP parley.test 127.0.0.1"],
  },
  ignoreHTTPSErrors: true,
});

const logs: string[] = [];

const contexts: BrowserContext[] = [];

/** The pages go first: what they would say of a server that is gone is not looked at. */
async function tearDown(server: Server): Promise<void> {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  await server.remove();
  expect(logs.splice(0), "the browser console stays empty").toEqual([]);
}

async function guest(browser: Browser, name: string, baseURL: string): Promise<Person> {
  const context = await browser.newContext({ baseURL, ignoreHTTPSErrors: true });
  contexts.push(context);
  context.on("console", (message) => logs.push(message.text()));
  const person = await Person.open(context, name);
  await person.page.goto("/sign-up");
  await person.page.getByLabel("Your name").fill(name);
  await person.page.getByLabel("Username").fill(name.toLowerCase());
  await person.page.getByLabel("Password", { exact: true }).fill("a long password");
  await person.button("Create account").click();
  await expect(person.button("New meeting")).toBeVisible();
  return person;
}

test("[NET1] over https a call works from another name than localhost", async ({ browser }) => {
  const folder = await mkdtemp(join(tmpdir(), "parley-tls-"));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const subject = ["-subj", "/CN=parley.test", "-addext", "subjectAltName=DNS:parley.test"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const files = ["-nodes", "-days", "2", "-keyout", key, "-out", cert];
  execFileSync("openssl", ["req", "-x509", ...curve, ...files, ...subject], { stdio: "ignore" });
  const env = { TLS_CERT: cert, TLS_KEY: key, PUBLIC_URL: "https://parley.test" };
  const server = await Server.start("tls", env);
  try {
    const url = `https://parley.test:${server.port}`;
    const ann = await guest(browser, "Ann", url);
    const bob = await guest(browser, "Bob", url);
    const code = await ann.startMeeting();
    await ann.join();
    await bob.goAndJoin(code);
    await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
    const cookies = await ann.page.context().cookies();
    expect(cookies.map(({ secure }) => secure)).toEqual([true, true]);
  } finally {
    await tearDown(server);
    await rm(folder, { recursive: true });
  }
});

test("[NET2] over http from another machine the missing camera is explained", async ({
  browser,
}) => {
  const server = await Server.start("http", { PUBLIC_URL: "http://parley.test" });
  try {
    const ann = await guest(browser, "Ann", `http://parley.test:${server.port}`);
    await ann.startMeeting();
    await expect(ann.page.getByText(/https/).first()).toBeVisible();
    await ann.button("Join now").click();
    await ann.isIn();
    await expect(ann.button("Camera")).toHaveAttribute("aria-pressed", "false");
  } finally {
    await tearDown(server);
  }
});
