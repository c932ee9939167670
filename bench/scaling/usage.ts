/** What the nodes of a cluster, its Postgres and its Redis have used so far. */
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Client } from "pg";
import type { ServerProcess } from "../server-process.ts";

export type Usage = {
  /** CPU in ms. */
  readonly nodes: number;
  readonly postgres: number;
  readonly redis: number;
  /** Transactions; a statement by itself is one. */
  readonly transactions: number;
  readonly commands: number;
  /** What Redis was sent. */
  readonly bytes: number;
};

export function difference(after: Usage, before: Usage): Usage {
  return {
    nodes: after.nodes - before.nodes,
    postgres: after.postgres - before.postgres,
    redis: after.redis - before.redis,
    transactions: after.transactions - before.transactions,
    commands: after.commands - before.commands,
    bytes: after.bytes - before.bytes,
  };
}

type Addresses = { readonly postgresUrl: string; readonly redisPort: number };

export class Meter {
  readonly #client: Client;
  readonly #postgresPid: number;
  readonly #redisPort: number;

  private constructor(client: Client, postgresPid: number, redisPort: number) {
    this.#client = client;
    this.#postgresPid = postgresPid;
    this.#redisPort = redisPort;
  }

  static async start({ postgresUrl, redisPort }: Addresses): Promise<Meter> {
    const client = new Client({ connectionString: postgresUrl });
    await client.connect();
    const query = "select pg_read_file('postmaster.pid') as file";
    const { rows } = await client.query<{ file: string }>(query);
    return new Meter(client, Number(rows[0]?.file.split("\n", 1)[0]), redisPort);
  }

  async read(nodes: readonly ServerProcess[]): Promise<Usage> {
    const { rows } = await this.#client.query<{ count: string }>(
      "select sum(xact_commit) as count from pg_stat_database",
    );
    const redis = await infoOf(this.#redisPort);
    const seconds = numberIn(redis, "used_cpu_user") + numberIn(redis, "used_cpu_sys");
    return {
      nodes: nodes.reduce((sum, node) => sum + node.cpuMs(), 0),
      postgres: this.#postgresMs(),
      redis: seconds * 1000,
      transactions: Number(rows[0]?.count),
      commands: numberIn(redis, "total_commands_processed"),
      bytes: numberIn(redis, "total_net_input_bytes"),
    };
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  /** Of its processes; those that have ended meanwhile are left out. */
  #postgresMs(): number {
    const pid = this.#postgresPid;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "ascii");
    const pids = children.split(" ").filter((child) => child !== "");
    return [pid, ...pids].reduce<number>((sum, one) => sum + oneThreadMs(Number(one)), 0);
  }
}

/** Of many processes that each do little, ticks would be too coarse (proc(5), schedstat: ns). */
function oneThreadMs(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, "ascii").split(" ", 1)[0]) / 1e6;
}

/** Redis' own account of itself. The connection is for this alone. */
async function infoOf(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write("INFO\r\nQUIT\r\n");
  return await text(socket);
}

function numberIn(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)?.[1]);
}
