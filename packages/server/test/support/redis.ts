import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { freePort } from "./free-port.ts";

/** A Redis server of the test's own, on a free port of 127.0.0.1. It keeps nothing on the disk. */
export type Redis = {
  readonly port: number;
  /** `redis://127.0.0.1:port`. */
  readonly url: string;
  /** Stops the process where it is; nothing is answered until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends the server, and with it what it holds; `crash` does it without a goodbye. */
  stop(how?: "shutdown" | "crash"): Promise<void>;
  /** Starts it again on the same port, with nothing in it. */
  start(): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
};

const READY = "Ready to accept connections";

type State =
  | { readonly state: "stopped" }
  | { readonly state: "running" | "paused"; readonly child: ChildProcess };

/** Needs Debian's package `redis-server`. */
export async function startRedis(): Promise<Redis> {
  const server = new Server(await freePort());
  await server.start();
  return server;
}

class Server implements Redis {
  readonly port: number;
  #state: State = { state: "stopped" };

  constructor(port: number) {
    this.port = port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    if (this.#state.state !== "stopped") throw new Error(`Redis is ${this.#state.state}.`);
    this.#state = { state: "running", child: await started(this.port) };
  }

  pause(): void {
    if (this.#state.state !== "running") throw new Error(`Redis is ${this.#state.state}.`);
    this.#state.child.kill("SIGSTOP");
    this.#state = { ...this.#state, state: "paused" };
  }

  resume(): void {
    if (this.#state.state !== "paused") return;
    this.#state.child.kill("SIGCONT");
    this.#state = { ...this.#state, state: "running" };
  }

  async stop(how: "shutdown" | "crash" = "shutdown"): Promise<void> {
    this.resume();
    if (this.#state.state === "stopped") return;
    const { child } = this.#state;
    this.#state = { state: "stopped" };
    const exited = once(child, "exit");
    child.kill(how === "crash" ? "SIGKILL" : "SIGTERM");
    await exited;
  }

  async close(): Promise<void> {
    await this.stop("crash");
  }
}

/** A server that takes connections. Should this process end without stopping it, the system does. */
async function started(port: number): Promise<ChildProcess> {
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", ""];
  const quiet = ["--appendonly", "no", "--daemonize", "no", "--dir", tmpdir()];
  const args = ["--pdeathsig=SIGKILL", "--", "redis-server", ...settings, ...quiet];
  const child = spawn("setpriv", args, { stdio: ["ignore", "pipe", "ignore"] });
  let printed = "";
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    if (printed.includes(READY)) resolve();
  });
  child.once("error", reject);
  child.once("exit", () => reject(new Error(`Redis has ended: ${printed}`)));
  await promise;
  return child;
}
