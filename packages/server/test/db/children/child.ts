import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

export type Child = {
  readonly process: ChildProcessWithoutNullStreams;
  /** What it prints, line by line. */
  readonly lines: AsyncIterable<string>;
  /** Resolves when it has ended and all it printed can be read. */
  readonly ended: Promise<{ code: number | null; signal: string | null; stderr: string }>;
};

type Ways = {
  /** A program and its options that run it, as strace. */
  readonly wrapper?: readonly string[];
  readonly nodeOptions?: readonly string[];
};

/** Starts a script of this folder. */
export function startChild(
  t: TestContext,
  script: string,
  args: readonly string[],
  { wrapper = [], nodeOptions = [] }: Ways = {},
): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const node = [process.execPath, ...nodeOptions, path, ...args];
  const [command = "", ...rest] = [...wrapper, ...node];
  const child = spawn(command, rest);
  t.after(() => child.kill("SIGKILL"));
  return { process: child, lines: createInterface(child.stdout), ended: endOf(child) };
}

async function endOf(child: ChildProcessWithoutNullStreams) {
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  await once(child, "close");
  return { code: child.exitCode, signal: child.signalCode, stderr };
}
