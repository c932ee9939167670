import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The address of the server's side; people on that side use it too. */
export const SERVER_ADDRESS = "10.99.0.1";
const FAR_ADDRESS = "10.99.0.2";
const OTHER_FAR_ADDRESS = "10.99.0.3";

const QUEUE_PACKETS = 30;
const PACKET_BYTES = 1250;

let labs = 0;

/**
 * Two machines in network namespaces of the test's own, with a line between them whose direction
 * towards the far one can be made worse: by a token bucket (tc-tbf(8)) and by nftables, because not
 * every kernel has netem. Needs root.
 */
export class Lab {
  /** The namespaces: where the server is, and where the person with the bad line is. */
  readonly near: string;
  readonly far: string;
  readonly #folder: string;

  private constructor(name: string, folder: string) {
    this.near = `${name}-near`;
    this.far = `${name}-far`;
    this.#folder = folder;
  }

  static async open(): Promise<Lab> {
    const name = `parley-${process.pid}-${(labs += 1)}`;
    const lab = new Lab(name, await mkdtemp(join(tmpdir(), "parley-lab-")));
    const { near, far } = lab;
    ip("netns", "add", near);
    ip("netns", "add", far);
    ip("-n", near, "link", "add", "line", "type", "veth", "peer", "name", "line", "netns", far);
    for (const [space, address] of [
      [near, SERVER_ADDRESS],
      [far, FAR_ADDRESS],
    ] as const) {
      ip("-n", space, "address", "add", `${address}/24`, "dev", "line");
      ip("-n", space, "link", "set", "lo", "up");
      ip("-n", space, "link", "set", "line", "up");
    }
    return lab;
  }

  /** What to put before a command so that it runs on one of the machines. */
  on(space: string): readonly string[] {
    return ["ip", "netns", "exec", space];
  }

  /** A program that runs Chromium on one of the machines. */
  async browserOn(space: string): Promise<string> {
    const file = join(this.#folder, `chromium-${space}`);
    await writeFile(file, `#!/bin/sh\nexec ip netns exec ${space} /usr/bin/chromium "$@"\n`);
    await chmod(file, 0o755);
    return file;
  }

  /** The line towards the far machine carries so much; what waits for it is 30 packets at most. */
  limit(kbit: number): void {
    const queue = String(QUEUE_PACKETS * PACKET_BYTES);
    const shape = ["tbf", "rate", `${kbit}kbit`, "burst", "5kb", "limit", queue];
    run("tc", ["-n", this.near, "qdisc", "replace", "dev", "line", "root", ...shape]);
  }

  unlimit(): void {
    run("tc", ["-n", this.near, "qdisc", "delete", "dev", "line", "root"]);
  }

  /** So many of a thousand UDP packets towards the far machine are lost on their way. */
  lose(perMille: number): void {
    const rule = `udp length > 0 numgen random mod 1000 < ${perMille} drop`;
    const chain = `chain in {\n type filter hook input priority 0\n iifname "line" ${rule}\n}`;
    run("ip", [...this.on(this.far).slice(1), "nft", `table inet loss {\n${chain}\n}`]);
  }

  /** The far machine is in another network now: what came from its old address is cut off. */
  move(): void {
    const { far } = this;
    ip("-n", far, "address", "delete", `${FAR_ADDRESS}/24`, "dev", "line");
    ip("-n", far, "address", "add", `${OTHER_FAR_ADDRESS}/24`, "dev", "line");
  }

  async close(): Promise<void> {
    ip("netns", "delete", this.far);
    ip("netns", "delete", this.near);
    await rm(this.#folder, { recursive: true });
  }
}

function ip(...args: readonly string[]): void {
  run("ip", args);
}

function run(program: string, args: readonly string[]): void {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "pipe"] });
}
