import { test as base, expect } from "@playwright/test";
import { People } from "./programs.ts";
import { Server } from "./server.ts";

/** Scenarios of programs with one real server, in a process of its own. */
export const test = base.extend<{ people: People }, { server: Server }>({
  server: [
    async ({ browserName }, provide) => {
      const server = await Server.start(`scenes-${browserName}`);
      await provide(server);
      expect(await server.stop(), "the server stops cleanly").toBe(0);
      await server.remove();
    },
    { scope: "worker" },
  ],
  people: async ({ server }, provide) => {
    const people = new People(server);
    await provide(people);
    await people.close();
  },
});

export { expect };
