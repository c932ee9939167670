/** A Chromium without a window that opens the doctor's page by itself. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ARGS = [
  "--headless=new",
  "--no-first-run",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // It runs beside the server, which may have no other address.
  "--allow-loopback-in-peer-connection",
  // What is wrong with the certificate is a finding of its own.
  "--ignore-certificate-errors",
];

export class Chromium {
  readonly #child: ChildProcess;
  readonly #profile: string;
  #closing: Promise<void> | null = null;

  private constructor(child: ChildProcess, profile: string) {
    this.#child = child;
    this.#profile = profile;
  }

  /** @throws the system's error when there is no such program */
  static async open(path: string, url: string): Promise<Chromium> {
    const profile = await mkdtemp(join(tmpdir(), "parley-doctor-"));
    // Its sandbox does not work for root, as in many containers; it opens our own page only.
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const args = [...ARGS, ...sandbox, `--user-data-dir=${profile}`, url];
    const child = spawn(path, args, { stdio: "ignore", detached: true });
    try {
      await once(child, "spawn");
      return new Chromium(child, profile);
    } catch (error) {
      await rm(profile, { recursive: true });
      throw error;
    }
  }

  /** Resolves when it has ended by itself. */
  async ended(signal: AbortSignal): Promise<void> {
    if (this.#child.exitCode === null) await once(this.#child, "exit", { signal });
  }

  /** Idempotent. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child;
    if (exitCode === null && signalCode === null && pid !== undefined) {
      const exited = once(this.#child, "exit");
      // Its processes are a group of their own.
      process.kill(-pid, "SIGKILL");
      await exited;
    }
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
