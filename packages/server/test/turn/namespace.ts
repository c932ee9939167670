import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SFU, STRANGERS } from "./peers.ts";

export const RELAY = "203.0.113.1";
export const RELAY_IPV6 = "2001:db8::1";

const run = promisify(execFile);

/**
 * Runs one of our programs in a network namespace that ends with it, where the relay, the SFU and a
 * stranger have addresses that are not loopback; resolves with what it prints. Root, or a kernel that
 * lets others make namespaces (unshare(1)).
 */
export async function inNamespace(program: string, argument: string): Promise<string> {
  const addresses = [`${RELAY}/32`, `${SFU}/32`, `${STRANGERS[0]}/32`, `${RELAY_IPV6}/128`];
  const network = [
    "ip link set lo up",
    ...addresses.map((address) => `ip address add ${address} dev lo`),
    'exec "$@"',
  ].join(" && ");
  const inside = ["sh", "-c", network, "sh", process.execPath, program, argument];
  const { stdout } = await run("unshare", ["--net", "--map-root-user", ...inside]);
  return stdout;
}
