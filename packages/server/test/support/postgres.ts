import { rmSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { freePort } from "./free-port.ts";
import { PostgresProcess, clusterOwner, initCluster } from "./postgres-process.ts";

/** A Postgres server of the test's own, on a free port of 127.0.0.1. */
export type Postgres = {
  readonly port: number;
  /** Of the database that every server has: `postgres://parley@127.0.0.1:port/postgres`. */
  readonly url: string;
  /** A new database, empty or a copy of one that nobody uses at the moment; returns its URL. */
  createDatabase(template?: string): Promise<string>;
  /** Stops all its processes where they are; nothing is answered until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends the server and keeps its data; `crash` does it without a goodbye. */
  stop(how?: "shutdown" | "crash"): Promise<void>;
  /** Starts it again on the same port, with the same data. */
  start(): Promise<void>;
  /** Ends the server and removes its data. Idempotent. */
  close(): Promise<void>;
};

/** Needs Debian's package `postgresql`. */
export async function startPostgres(): Promise<Postgres> {
  const data = await mkdtemp(join(tmpdir(), "parley-postgres-"));
  const owner = clusterOwner();
  if (owner !== null) await chown(data, owner, owner);
  const port = await freePort();
  const server = new Cluster(data, port);
  try {
    await initCluster(data);
    await server.start();
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}

type State =
  | { readonly state: "stopped" }
  | { readonly state: "running" | "paused"; readonly process: PostgresProcess };

class Cluster implements Postgres {
  readonly port: number;
  readonly #data: string;
  readonly #onExit: () => void;
  #state: State = { state: "stopped" };
  #databases = 0;

  constructor(data: string, port: number) {
    this.port = port;
    this.#data = data;
    this.#onExit = () => this.#abandon();
    process.once("exit", this.#onExit);
  }

  get url(): string {
    return this.#urlOf("postgres");
  }

  async createDatabase(template = this.#urlOf("template0")): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      await client.query(`create database ${name} template ${nameOf(template)}`);
    } finally {
      await client.end();
    }
    return this.#urlOf(name);
  }

  pause(): void {
    if (this.#state.state !== "running") throw new Error(`Postgres is ${this.#state.state}.`);
    this.#state.process.signalAll("SIGSTOP");
    this.#state = { ...this.#state, state: "paused" };
  }

  resume(): void {
    if (this.#state.state !== "paused") return;
    this.#state.process.signalAll("SIGCONT");
    this.#state = { ...this.#state, state: "running" };
  }

  async start(): Promise<void> {
    if (this.#state.state !== "stopped") throw new Error(`Postgres is ${this.#state.state}.`);
    const process = await PostgresProcess.start(this.#data, this.port);
    this.#state = { state: "running", process };
  }

  async stop(how: "shutdown" | "crash" = "shutdown"): Promise<void> {
    this.resume();
    if (this.#state.state === "stopped") return;
    const { process } = this.#state;
    this.#state = { state: "stopped" };
    await process.stop(how === "crash" ? "SIGQUIT" : "SIGINT");
  }

  async close(): Promise<void> {
    await this.stop("crash");
    process.removeListener("exit", this.#onExit);
    await rm(this.#data, { recursive: true, force: true });
  }

  /** When the test's process ends before `close`. */
  #abandon(): void {
    if (this.#state.state !== "stopped") this.#state.process.signalAll("SIGKILL");
    rmSync(this.#data, { recursive: true, force: true, maxRetries: 3 });
  }

  #urlOf(database: string): string {
    return `postgres://parley@127.0.0.1:${this.port}/${database}`;
  }
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
