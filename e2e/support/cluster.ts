import { type Postgres, startPostgres } from "@parley/server/test/support/postgres.ts";
import { type Redis, startRedis } from "@parley/server/test/support/redis.ts";
import { expect } from "@playwright/test";
import { Client } from "pg";
import { Balancer } from "./balancer.ts";
import { Server } from "./server.ts";

type Env = { readonly [name: string]: string };

/** `label`: for the names of its folders. */
type Options = { readonly label: string; readonly env: Env };

const SECRET = "a secret that all nodes of the tests have in common";

/** What nodes stand on; one after another may have it. */
export type Ground = {
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly close: () => Promise<void>;
};

export async function startGround(): Promise<Ground> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const close = async () => {
    await redis.close();
    await postgres.close();
  };
  return { postgres, redis, close };
}

/** Nodes as users run them, with a database and a balancer of their own. */
export class Cluster {
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly balancer: Balancer;
  readonly nodes: Server[] = [];
  readonly #options: Options;

  private constructor(ground: Ground, balancer: Balancer, options: Options) {
    this.postgres = ground.postgres;
    this.redis = ground.redis;
    this.balancer = balancer;
    this.#options = options;
  }

  static async start(ground: Ground, nodes: number, label: string): Promise<Cluster> {
    const DATABASE_URL = await ground.postgres.createDatabase();
    const env = { SECRET, DATABASE_URL, REDIS_URL: ground.redis.url };
    const cluster = new Cluster(ground, await Balancer.start(), { label, env });
    try {
      await Promise.all(Array.from({ length: nodes }, () => cluster.addNode()));
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** Where people find it. */
  get url(): string {
    return this.balancer.url;
  }

  get port(): string {
    return new URL(this.url).port;
  }

  async addNode(): Promise<Server> {
    const { label, env } = this.#options;
    const node = await Server.start(`${label}${this.nodes.length}`, env);
    this.nodes.push(node);
    this.leadToAll();
    return node;
  }

  /** New connections go to every node. */
  leadToAll(): void {
    this.balancer.lead(this.nodes.map(({ port }) => Number(port)));
  }

  /** Those that have rooms, with the most first, and how many. */
  async owners(): Promise<{ readonly node: Server; readonly rooms: number }[]> {
    const counted = await Promise.all(
      this.nodes.map(async (node) => ({ node, rooms: await roomsOf(node) })),
    );
    return counted.filter(({ rooms }) => rooms > 0).toSorted((a, b) => b.rooms - a.rooms);
  }

  /** The node that has the one room that there is. */
  async owner(): Promise<Server> {
    const [first, ...others] = await this.owners();
    if (first === undefined || others.length > 0) throw new Error("It is not one node.");
    return first.node;
  }

  other(than: Server): Server {
    const found = this.nodes.find((node) => node !== than);
    if (found === undefined) throw new Error("There is no other node.");
    return found;
  }

  /** The node is gone at once, as in a power cut; nobody is led there any more. */
  async kill(node: Server): Promise<void> {
    await node.stop("SIGKILL");
    this.nodes.splice(this.nodes.indexOf(node), 1);
    this.leadToAll();
  }

  /** As on an update: another process takes its place, and nobody is led to it meanwhile. */
  async restart(node: Server): Promise<void> {
    this.nodes.splice(this.nodes.indexOf(node), 1);
    this.leadToAll();
    const code = await node.stop();
    if (code !== 0) throw new Error(`The node ended with ${code}.`);
    await node.run();
    this.nodes.push(node);
    this.leadToAll();
  }

  /** Resolves when Redis has the whole log of a room. */
  async logged(code: string): Promise<void> {
    const isLogged = async () => {
      const [room] = await this.#ask<{ isLogged: number }>(
        `select "isLogged" from "roomOwners" join "rooms" on "id" = "roomId" where "code" = $1`,
        code,
      );
      return room?.isLogged;
    };
    await expect.poll(isLogged).toBe(1);
  }

  /** The node that has the room. */
  async ownerOf(code: string): Promise<Server> {
    const [room] = await this.#ask<{ nodeId: string }>(
      `select "nodeId" from "roomOwners" join "rooms" on "id" = "roomId" where "code" = $1`,
      code,
    );
    for (const node of this.nodes) if ((await idOf(node)) === room?.nodeId) return node;
    throw new Error("Nobody has the room.");
  }

  async #ask<R extends object>(query: string, ...values: readonly string[]): Promise<R[]> {
    const client = new Client({ connectionString: this.#options.env["DATABASE_URL"] });
    await client.connect();
    try {
      return (await client.query<R>(query, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    await this.balancer.close();
    await Promise.all(this.nodes.map((node) => node.remove()));
  }
}

/** As the others call it. */
async function idOf(node: Server): Promise<string> {
  const page = await (await fetch(`${node.url}/metrics`)).text();
  return /^parley_node\{id="([^"]+)"\}/m.exec(page)?.[1] ?? "";
}

/** How many rooms the node has. */
export async function roomsOf(node: Server): Promise<number> {
  const page = await (await fetch(`${node.url}/metrics`)).text();
  return Number(/^parley_rooms (\d+)/m.exec(page)?.[1] ?? 0);
}
