import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { promisify } from "node:util";

/** Where Debian's packages put the programs of each version. */
const VERSIONS = "/usr/lib/postgresql";

/** Debian's user without rights, for when we are root: Postgres refuses to run as root. */
const NOBODY = 65_534;

/** Durability against a power cut, and what else only takes time here. */
const SETTINGS = [
  "fsync=off",
  "full_page_writes=off",
  "autovacuum=off",
  "shared_buffers=32MB",
  "max_connections=200",
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
].flatMap((setting) => ["-c", setting]);

const READY = "database system is ready to accept connections";

/** Whom the files of a cluster must belong to; null: to us. */
export function clusterOwner(): number | null {
  return process.geteuid?.() === 0 ? NOBODY : null;
}

/** Makes the files of a new cluster, in which the user `parley` may do everything. */
export async function initCluster(data: string): Promise<void> {
  const user = ["--username=parley", "--auth=trust"];
  const text = ["--encoding=UTF8", "--locale=C"];
  const [command, args] = commandOf("initdb", ["-D", data, "--no-sync", ...user, ...text]);
  await promisify(execFile)(command, args, { cwd: data, env: {} });
}

/** A running server. Should this process end without stopping it, the system does. */
export class PostgresProcess {
  readonly #child: ChildProcess;
  readonly #pid: number;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.#pid = pid;
    this.#exited = once(child, "exit");
  }

  /** Resolves when it takes connections; rejects with what it printed when it ends before. */
  static async start(data: string, port: number): Promise<PostgresProcess> {
    const [command, args] = commandOf("postgres", ["-D", data, "-p", String(port), ...SETTINGS]);
    const stdio = ["ignore", "ignore", "pipe"] as const;
    const child = spawn(command, args, { cwd: data, env: {}, stdio: [...stdio] });
    await readiness(child);
    if (child.pid === undefined) throw new Error("Postgres has no process id.");
    return new PostgresProcess(child, child.pid);
  }

  /** `SIGINT` ends the sessions, `SIGQUIT` drops everything as a crash does. */
  async stop(signal: "SIGINT" | "SIGQUIT"): Promise<void> {
    this.#child.kill(signal);
    await this.#exited;
  }

  /** To each process; the server itself is stopped first, so that it starts no others meanwhile. */
  signalAll(signal: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void {
    process.kill(this.#pid, "SIGSTOP");
    const children = readFileSync(`/proc/${this.#pid}/task/${this.#pid}/children`, "ascii");
    const pids = children.split(" ").filter((pid) => pid !== "");
    for (const pid of [...pids, this.#pid]) process.kill(Number(pid), signal);
  }
}

async function readiness(child: ChildProcess): Promise<void> {
  let printed = "";
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    if (printed.includes(READY)) resolve();
  });
  child.once("error", reject);
  child.once("exit", () => reject(new Error(`Postgres has ended: ${printed}`)));
  await promise;
}

/** Without root's rights, and ended by the system when we end. */
function commandOf(program: string, args: readonly string[]): [string, string[]] {
  const owner = clusterOwner();
  const user = owner === null ? [] : [`--reuid=${owner}`, `--regid=${owner}`, "--clear-groups"];
  return ["setpriv", [...user, "--pdeathsig=SIGQUIT", "--", pathOf(program), ...args]];
}

/** Of the newest version. */
function pathOf(program: string): string {
  const versions = readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a));
  return `${VERSIONS}/${versions[0]}/bin/${program}`;
}
