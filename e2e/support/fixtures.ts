import {
  type Browser,
  type BrowserContext,
  type Page,
  test as base,
  expect,
} from "@playwright/test";
import { Cable } from "./cable.ts";
import { Person } from "./person.ts";
import { Server } from "./server.ts";

type Fixtures = {
  /** Opens a browser context of its own for somebody; its console must stay empty. */
  person: (name: string, options?: PersonOptions) => Promise<Person>;
  server: Server;
  /** A server of the test's own, to be stopped and started again. */
  ownServer: Server;
  /** A network to the shared server that can fail. */
  cable: Cable;
};

export type PersonOptions = {
  /** With an account, signed in. Default true. */
  account?: boolean;
  context?: Parameters<Browser["newContext"]>[0];
  /** Console lines that the test provokes, such as a 401 for a wrong password. */
  mayLog?: RegExp;
  /** Where this person finds the server, when that is not the shared one itself. */
  url?: string;
};

let names = 0;

export const PASSWORD = "pass";

export const test = base.extend<Fixtures, { shared: Server }>({
  shared: [
    async ({ browserName }, provide) => {
      const server = await Server.start(browserName);
      await provide(server);
      expect(await server.stop(), "the server stops cleanly").toBe(0);
      await server.remove();
    },
    { scope: "worker" },
  ],
  server: async ({ shared }, provide) => provide(shared),
  ownServer: async ({ browserName }, provide) => {
    const server = await Server.start(`own-${browserName}`);
    await provide(server);
    await server.remove();
  },
  cable: async ({ server }, provide) => {
    const cable = await Cable.to(server);
    await provide(cable);
    await cable.close();
  },
  person: async ({ browser, server }, provide) => {
    const contexts: BrowserContext[] = [];
    const logs: { line: string; allowed: RegExp | undefined }[] = [];
    await provide(async (name, options = {}) => {
      const { account = true, context: settings, mayLog, url = server.url } = options;
      const context = await browser.newContext({ baseURL: url, ...settings });
      contexts.push(context);
      context.on("console", (message) => logs.push({ line: message.text(), allowed: mayLog }));
      context.on("weberror", (error) => {
        logs.push({ line: String(error.error()), allowed: undefined });
      });
      if (account)
        await signUp(context, `${name.toLowerCase().replaceAll(" ", "-")}${(names += 1)}`, name);
      return Person.open(context, name);
    });
    await Promise.all(contexts.map((context) => context.close()));
    const unexpected = logs.filter(({ line, allowed }) => allowed?.test(line) !== true);
    expect(
      unexpected.map(({ line }) => line),
      "the browser console stays empty",
    ).toEqual([]);
  },
});

/** Makes an account and leaves the context signed in, without the pages. */
async function signUp(context: BrowserContext, username: string, displayName: string) {
  const data = { username, password: PASSWORD, displayName };
  const registered = await context.request.post("/register/", { data });
  expect(registered.status()).toBe(201);
  const { password } = data;
  const signedIn = await context.request.post("/login/", { data: { username, password } });
  expect(signedIn.status()).toBe(200);
}

export { expect };
export type { Page };
