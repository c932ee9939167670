import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** Linux counts CPU time in ticks of 10 ms (USER_HZ, proc(5)). */
const TICK_MS = 10;

/** A server that is measured: a process of its own, whose CPU time Linux counts. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  /** When the benchmark ends before `stop`. */
  readonly #abandon = (): void => void this.#child.kill("SIGKILL");

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    process.once("exit", this.#abandon);
  }

  /** `flags`: Node's own. */
  static async start(
    file: string,
    env: { [name: string]: string } = {},
    flags: readonly string[] = [],
  ): Promise<ServerProcess> {
    const child = spawn(process.execPath, [...flags, file], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /ready at (http:\/\/\S+)/.exec(line)?.[1];
      if (url === undefined) continue;
      // What it complains of is to be seen, and must not fill the pipe.
      child.stdout.pipe(process.stderr);
      return new ServerProcess(child, url);
    }
    throw new Error(`${file} ended before it was ready`);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** User and system time of all its threads so far, in ms. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }

  /** What SIGTERM ends takes leave of everybody first. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const exited = once(this.#child, "exit");
    this.#child.kill(signal);
    await exited;
    process.removeListener("exit", this.#abandon);
  }
}
