import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Debian's coturn, in a process of its own. */
export class Coturn {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = once(child, "exit");
  }

  /** Resolves when it listens on UDP. @throws when it ends before that, with what it said */
  static async start(args: readonly string[]): Promise<Coturn> {
    // Only then does it say when it listens.
    const child = spawn("turnserver", [...args, "--verbose"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const coturn = new Coturn(child);
    const said: string[] = [];
    child.stderr.on("data", (bytes: Buffer) => said.push(bytes.toString()));
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line);
      if (!/UDP listener opened/.test(line)) continue;
      child.stdout.resume();
      return coturn;
    }
    throw new Error(`coturn ended before it was ready:\n${said.join("\n")}`);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#exited;
  }
}
