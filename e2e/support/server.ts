import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "../..");

/** The server as users run it: its own process, on a free port, with a database file. */
export class Server {
  readonly dataDir: string;
  #port = 0;
  #child: ChildProcess | null = null;

  private constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  static async start(label = "own"): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), `parley-e2e-${label}-`)));
    await server.run();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the process; again on the same port when it ran before. */
  async run(): Promise<void> {
    const child = spawn(join(ROOT, "node_modules/.bin/node"), ["packages/server/src/main.ts"], {
      cwd: ROOT,
      env: { ...process.env, PORT: String(this.#port), DATA_DIR: this.dataDir, LOG_LEVEL: "warn" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /ready at http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port === undefined) continue;
      this.#port = Number(port);
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
