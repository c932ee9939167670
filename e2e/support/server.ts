import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "../..");

const MAIN = "packages/server/src/main.ts";

type Env = { readonly [name: string]: string };

/** The server as users run it: its own process, on a free port, with a database file. */
export class Server {
  readonly dataDir: string;
  readonly #env: Env;
  readonly #main: string;
  #url = "http://127.0.0.1:0";
  #child: ChildProcess | null = null;

  private constructor(dataDir: string, env: Env, main: string) {
    this.dataDir = dataDir;
    this.#env = env;
    this.#main = main;
  }

  /** `main`: another program than the server's own, which says the same when it is ready. */
  static async start(label = "own", env: Env = {}, main = MAIN): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), `parley-e2e-${label}-`)), env, main);
    await server.run();
    return server;
  }

  get url(): string {
    return this.#url;
  }

  get port(): string {
    return new URL(this.#url).port || "0";
  }

  /** Starts the process; again on the same port when it ran before. */
  async run(): Promise<void> {
    const child = spawn(join(ROOT, "node_modules/.bin/node"), [this.#main], {
      cwd: ROOT,
      env: {
        ...process.env,
        LOG_LEVEL: "warn",
        ...this.#env,
        PORT: this.port,
        DATA_DIR: this.dataDir,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /ready at (https?:\/\/\S+)/.exec(line)?.[1];
      if (url === undefined) continue;
      this.#url = url;
      return;
    }
    throw new Error("The server ended before it was ready.");
  }

  /** Ends the process; resolves with its exit code, null when the signal ended it. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<number | null> {
    const child = this.#child;
    if (child === null) return null;
    this.#child = null;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
    return child.exitCode;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true });
  }
}
