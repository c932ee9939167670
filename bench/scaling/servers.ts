import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HttpClient } from "@parley/sdk";
import { ServerProcess } from "../server-process.ts";

const MAIN = join(import.meta.dirname, "roomy-main.ts");
const BARE = join(import.meta.dirname, "../bare-relay.ts");

/** A Parley with raised limits and a folder of its own. */
export type Parley = {
  readonly server: ServerProcess;
  /** Codes of new rooms that are open to all. */
  createRooms(count: number): Promise<string[]>;
  /** Takes leave of nobody: who has it has no more use for it. */
  close(): Promise<void>;
};

export async function startParley(env: { [name: string]: string } = {}): Promise<Parley> {
  const dataDir = await mkdtemp(join(tmpdir(), "parley-bench-scaling-"));
  // When the benchmark ends before `close`.
  const abandon = () => rmSync(dataDir, { recursive: true, force: true });
  process.once("exit", abandon);
  const all = { PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "warn", MEDIA: "off", ...env };
  try {
    const server = await ServerProcess.start(MAIN, all, ["--expose-gc"]);
    const close = async () => {
      await server.stop("SIGKILL");
      process.removeListener("exit", abandon);
      await rm(dataDir, { recursive: true });
    };
    return { server, createRooms: (count) => createRooms(server.url, count), close };
  } catch (error) {
    await rm(dataDir, { recursive: true });
    throw error;
  }
}

export function startBare(): Promise<ServerProcess> {
  return ServerProcess.start(BARE);
}

let owners = 0;

async function createRooms(baseUrl: string, count: number): Promise<string[]> {
  const owner = new HttpClient({ baseUrl });
  owners += 1;
  const account = { username: `owner${owners}`, password: "pass" };
  await owner.register(account);
  await owner.login(account);
  const codes = [];
  for (let room = 0; room < count; room += 1) {
    codes.push((await owner.createRoom({ access: "open" })).code);
  }
  return codes;
}
