import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

const INSIDE = "PARLEY_BENCH_NAMESPACE";

/** Where everything listens: an address that exists in the namespace only. */
export const ADDRESS = "10.99.0.1";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs this program again in a network namespace of its own and ends with its exit code; inside,
 * it returns. Nothing that the benchmark sends leaves the namespace. Needs root.
 */
export async function enterNamespace(file: string): Promise<void> {
  if (process.env[INSIDE] !== undefined) return endOnSignals();
  const name = `parley-bench-${process.pid}`;
  ip("netns", "add", name);
  try {
    ip("-n", name, "link", "set", "lo", "up");
    // An interface that is not the loopback: Janus takes no candidates from that.
    ip("-n", name, "link", "add", "bench0", "type", "veth", "peer", "name", "bench1");
    ip("-n", name, "address", "add", `${ADDRESS}/24`, "dev", "bench0");
    ip("-n", name, "link", "set", "bench0", "up");
    ip("-n", name, "link", "set", "bench1", "up");
    const args = ["netns", "exec", name, process.execPath, file, ...process.argv.slice(2)];
    const env = { ...process.env, [INSIDE]: name };
    const child = spawn("ip", args, { stdio: "inherit", env });
    // Who ends this program ends the one inside; the namespace is removed after that.
    for (const signal of SIGNALS) {
      process.on(signal, () => child.kill(signal));
    }
    await once(child, "exit");
    process.exitCode = child.exitCode ?? 1;
  } finally {
    ip("netns", "delete", name);
  }
  process.exit();
}

/** Exits as a program does that is done, so that what hangs on "exit" is cleaned up. */
function endOnSignals(): void {
  for (const signal of SIGNALS) process.on(signal, () => process.exit(1));
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "inherit", "inherit"] });
}
