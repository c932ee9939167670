/** Programs of Debian's that a test runs beside the server, without any rights. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Nobody, in Debian. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** What it writes to its standard error once it listens. */
  readonly ready: RegExp;
};

/** Runs it until `stop`; rejects with what it said if it ends before it is ready. */
export async function startProgram({ command, args, folder, ready }: Program) {
  await handOver(folder);
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(command, args, {
    ...{ cwd: folder, env, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  const exited = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  child.on("error", (error) => started.reject(error));
  child.on("close", () => {
    exited.resolve();
    started.reject(new Error(`${command} has ended:\n${said}`));
  });
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
    if (ready.test(said)) started.resolve();
  });
  await started.promise;
  return async () => {
    child.kill("SIGTERM");
    await exited.promise;
  };
}

/** A folder for one program. */
export async function programFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "parley-proxy-"));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true });
}

/** Gives a folder and its files to the user as whom programs run. */
async function handOver(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  if (!isRoot) return;
  for (const name of ["", ...(await readdir(folder))]) {
    await chown(join(folder, name), NOBODY, NOBODY);
  }
}

/** TCP ports that nobody has at the moment; for programs that cannot be asked which they got. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0);
      await once(server, "listening");
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
