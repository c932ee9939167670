import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../support/free-port.ts";

const SOURCE = join(import.meta.dirname, "../../src");

type Env = { readonly [name: string]: string };

/** A program of the server's, as it is started by an operator. */
export class Program {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #lines: AsyncIterator<string, undefined>;
  /** All that it has written so far. */
  said = "";

  constructor(main: string, env: Env, args: readonly string[] = []) {
    const clean = { PATH: process.env["PATH"], LOG_LEVEL: "warn", NO_COLOR: "1" };
    this.#child = spawn(process.execPath, [join(SOURCE, main), ...args], {
      env: { ...clean, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#exited = once(this.#child, "close");
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("The program has no pipes.");
    stderr.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** The next line that looks so. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const { value, done } = await this.#next();
      if (done === true) throw new Error(`It ended without ${pattern}:\n${this.said}`);
      if (pattern.test(value)) return value;
    }
  }

  /** Resolves with its exit code, when it has ended by itself. */
  async ended(): Promise<number | null> {
    while ((await this.#next()).done !== true);
    await this.#exited;
    return this.#child.exitCode;
  }

  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#exited;
  }

  async #next(): Promise<IteratorResult<string, undefined>> {
    const result: IteratorResult<string, undefined> = await this.#lines.next();
    if (result.done !== true) this.said += `${result.value}\n`;
    return result;
  }
}

export type Place = { readonly url: string; readonly env: Env; close(): Promise<void> };

/** A server in a process of its own, and the environment that it shares with the doctor. */
export async function startServer(extra: Env = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "parley-doctor-"));
  const env = { PORT: String(await freePort()), DATA_DIR: folder, MEDIA_WORKERS: "1", ...extra };
  const server = new Program("main.ts", env);
  const url = /https?:\/\/\S+/.exec(await server.line(/is ready at/))?.[0] ?? "";
  const close = async () => {
    await server.close();
    await rm(folder, { recursive: true });
  };
  return { url, env, close };
}
