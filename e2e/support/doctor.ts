import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Server } from "./server.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The server had PORT 0, and so has its media any free port. */
const PLAIN = { FORCE_COLOR: "0", MEDIA_PORT: "0" };

/** `npm run doctor`, beside a server. */
export class Doctor {
  /** Of the page that it waits for. */
  readonly link: string;
  readonly #child: ChildProcess;
  readonly #output: Output;

  private constructor(child: ChildProcess, link: string, output: Output) {
    this.#child = child;
    this.link = link;
    this.#output = output;
  }

  /** Resolves when it waits for a browser. */
  static async start(server: Server, env: { readonly [name: string]: string } = {}) {
    const { child, output } = run(server, env, []);
    const link = await output.find(/(https?:\/\/\S+\/doctor\/[a-z-]+)\n/);
    return new Doctor(child, link, output);
  }

  /** To its end, with a browser of its own; resolves with what it has printed. */
  static async withBrowser(server: Server, env: { readonly [name: string]: string } = {}) {
    const { child, output } = run(server, env, ["--browser", "/usr/bin/chromium"]);
    return { said: await output.whole(), code: child.exitCode };
  }

  /** When it has ended by itself: what it has printed, and its exit code. */
  async ended(): Promise<{ readonly said: string; readonly code: number | null }> {
    return { said: await this.#output.whole(), code: this.#child.exitCode };
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.#child.kill("SIGINT");
    await this.#output.whole();
  }
}

function run(server: Server, env: { readonly [name: string]: string }, args: readonly string[]) {
  const main = "packages/server/src/doctor/main.ts";
  const child = spawn(join(ROOT, "node_modules/.bin/node"), [main, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...PLAIN, ...env, PORT: server.port, DATA_DIR: server.dataDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, output: new Output(child) };
}

/** What it prints, as it does. */
class Output {
  said = "";
  readonly #whenMore: (() => void)[] = [];
  readonly #closed: Promise<unknown>;

  constructor(child: ChildProcess) {
    this.#closed = once(child, "close");
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.said += text;
      for (const tell of this.#whenMore.splice(0)) tell();
    });
  }

  /** The first text that looks so. */
  async find(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.said)?.[1];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#whenMore.push(resolve));
    }
  }

  async whole(): Promise<string> {
    await this.#closed;
    return this.said;
  }
}
