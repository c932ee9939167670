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
  readonly #through: readonly string[];
  #url = "http://127.0.0.1:0";
  #child: ChildProcess | null = null;

  private constructor(dataDir: string, env: Env, main: string, through: readonly string[]) {
    this.dataDir = dataDir;
    this.#env = env;
    this.#main = main;
    this.#through = through;
  }

  /**
   * `main`: another program than the server's own, which says the same when it is ready. `through`:
   * what stands before the command, to run it in another network namespace.
   */
  static async start(
    label = "own",
    env: Env = {},
    main = MAIN,
    through: readonly string[] = [],
  ): Promise<Server> {
    const dataDir = await mkdtemp(join(tmpdir(), `parley-e2e-${label}-`));
    const server = new Server(dataDir, env, main, through);
    await server.run();
    return server;
  }

  get url(): string {
    return this.#url;
  }

  /** Of the process that was started. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get port(): string {
    return new URL(this.#url).port || "0";
  }

  /** Starts the process; again on the same port when it ran before. */
  async run(): Promise<void> {
    const node = join(ROOT, "node_modules/.bin/node");
    const [command, ...args] = [...this.#through, node, this.#main];
    const child = spawn(command, args, {
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
