import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const CONFIGURATION = join(import.meta.dirname, "../../deploy/coturn/turnserver.conf");

/** Of the tests; a real one is random. */
const SECRET = "a secret of the relay and of the server";

const LOOPBACK = "127.0.0.1";

/**
 * Debian's coturn with the configuration that we ship, on this machine. In a test the SFU is at
 * 127.0.0.1, so that alone is a peer here.
 */
export class Coturn {
  /** What a server needs to know of it. */
  readonly env: { readonly TURN_URLS: string; readonly TURN_SECRET: string };
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #folder: string;

  private constructor(child: ChildProcess, port: number, folder: string) {
    this.#child = child;
    this.#exited = once(child, "exit");
    this.#folder = folder;
    const url = `turn:${LOOPBACK}:${port}`;
    this.env = { TURN_URLS: `${url},${url}?transport=tcp`, TURN_SECRET: SECRET };
  }

  /** Resolves when it listens. @throws when it ends before that, with what it said */
  static async start(): Promise<Coturn> {
    const folder = await mkdtemp(join(tmpdir(), "parley-coturn-"));
    const port = await freePort();
    const args = [
      ...["-c", CONFIGURATION, `--static-auth-secret=${SECRET}`, "--realm=parley.test"],
      ...[`--listening-port=${port}`, `--listening-ip=${LOOPBACK}`, `--relay-ip=${LOOPBACK}`],
      ...[`--allowed-peer-ip=${LOOPBACK}`, "--allow-loopback-peers"],
      // It says when it listens only if it is to say everything.
      ...[`--pidfile=${join(folder, "pid")}`, "--verbose"],
    ];
    const child = spawn("turnserver", args, { stdio: ["ignore", "pipe", "inherit"] });
    const coturn = new Coturn(child, port, folder);
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line);
      if (!/UDP listener opened/.test(line)) continue;
      child.stdout.resume();
      return coturn;
    }
    await rm(folder, { recursive: true });
    throw new Error(`coturn ended before it was ready:\n${said.join("\n")}`);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#exited;
    await rm(this.#folder, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, LOOPBACK);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}
