import {
  type Browser,
  type BrowserContext,
  type Page,
  test as base,
  expect,
} from "@playwright/test";
import { Person } from "./person.ts";
import { Server } from "./server.ts";

type Fixtures = {
  /** Opens a browser context of its own for somebody; its console must stay empty. */
  person: (name: string, options?: PersonOptions) => Promise<Person>;
  server: Server;
};

export type PersonOptions = {
  /** With an account, signed in. Default true. */
  account?: boolean;
  context?: Parameters<Browser["newContext"]>[0];
  /** Console lines that the test provokes, such as a 401 for a wrong password. */
  mayLog?: RegExp;
};

let names = 0;

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
  person: async ({ browser, server }, provide) => {
    const contexts: BrowserContext[] = [];
    const logs: { line: string; allowed: RegExp | undefined }[] = [];
    await provide(async (name, { account = true, context: settings, mayLog } = {}) => {
      const context = await browser.newContext({ baseURL: server.url, ...settings });
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
  const data = { username, password: "pass", displayName };
  const registered = await context.request.post("/register/", { data });
  expect(registered.status()).toBe(201);
  const { password } = data;
  const signedIn = await context.request.post("/login/", { data: { username, password } });
  expect(signedIn.status()).toBe(200);
}

export { expect };
export type { Page };
