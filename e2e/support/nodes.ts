import { test as base, expect } from "./fixtures.ts";
import { Cluster, type Ground, startGround } from "./cluster.ts";
import { People } from "./programs.ts";

type Fixtures = {
  /** Two nodes, with a Postgres, a Redis and a balancer of the test's own. */
  cluster: Cluster;
  /** People whom the balancer leads to one of them. */
  people: People;
  /** People who go to the first node, and to the second, by themselves. */
  sides: readonly [People, People];
};

export const test = base.extend<Fixtures, { ground: Ground }>({
  ground: [
    async ({ browserName }, provide) => {
      const ground = await startGround();
      expect(browserName).toBe("chromium");
      await provide(ground);
      await ground.close();
    },
    { scope: "worker" },
  ],
  cluster: async ({ ground }, provide) => {
    const cluster = await Cluster.start(ground, 2, "nodes");
    await provide(cluster);
    await cluster.close();
  },
  people: async ({ cluster }, provide) => {
    const people = new People(cluster);
    await provide(people);
    await people.close();
  },
  sides: async ({ cluster }, provide) => {
    const [one, two] = cluster.nodes;
    if (one === undefined || two === undefined) throw new Error("There are two nodes.");
    const sides = [new People(one), new People(two)] as const;
    await provide(sides);
    await Promise.all(sides.map((side) => side.close()));
  },
});

export { expect };
