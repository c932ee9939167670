import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { accept } from "@parley/protocol";
import { cpuMs } from "../media/cpu.ts";
import { type FromCrowd, type Load, type Place, type ToCrowd, isNotice } from "./messages.ts";

const PROGRAM = join(import.meta.dirname, "crowd-process.ts");

/** Messages that are not there after so long are lost. */
const PATIENCE_MS = 60_000;

/** Who is not in after so long will not be. */
const OPEN_MS = 300_000;

/** One process of people. */
class Group {
  readonly #child: ChildProcess;
  #opened = Promise.withResolvers<void>();
  readonly #failed: Promise<never>;
  #isWanted = true;
  arrived = 0;
  /** Called with every report. */
  onReport: () => void = () => {};

  private constructor(child: ChildProcess) {
    this.#child = child;
    const failed = Promise.withResolvers<never>();
    this.#failed = failed.promise;
    // It is looked at where something is waited for.
    this.#failed.catch(() => {});
    child.on("message", (value: unknown) => this.#hear(accept<FromCrowd>(value, isNotice)));
    child.once("exit", (code) => {
      if (this.#isWanted) failed.reject(new Error(`People have ended with ${code}.`));
    });
  }

  static async start(): Promise<Group> {
    const child = fork(PROGRAM, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const group = new Group(child);
    await Promise.race([once(child, "message"), group.#failed]);
    return group;
  }

  /** Rejects when the process has ended. */
  get failed(): Promise<never> {
    return this.#failed;
  }

  async open(places: readonly Place[]): Promise<void> {
    this.#opened = Promise.withResolvers<void>();
    this.#tell({ type: "open", places });
    await Promise.race([this.#opened.promise, this.#failed]);
  }

  begin(load: Load): void {
    this.arrived = 0;
    this.#tell({ type: "load", ...load });
  }

  get cpuMs(): number {
    return cpuMs(this.#child.pid ?? 0);
  }

  async close(): Promise<void> {
    this.#isWanted = false;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  #tell(order: ToCrowd): void {
    this.#child.send(order);
  }

  #hear(notice: FromCrowd | null): void {
    if (notice?.type === "opened") this.#opened.resolve();
    if (notice?.type !== "arrived") return;
    this.arrived = notice.count;
    this.onReport();
  }
}

/** Many people, in processes of their own. */
export class Crowd {
  readonly #groups: readonly Group[];

  private constructor(groups: readonly Group[]) {
    this.#groups = groups;
  }

  static async start(processes: number): Promise<Crowd> {
    return new Crowd(await Promise.all(Array.from({ length: processes }, () => Group.start())));
  }

  /** Each room's people are spread over the processes. Resolves when all are in. */
  async open(places: readonly Place[]): Promise<void> {
    const count = this.#groups.length;
    const partOf = (place: Place, index: number) => ({
      ...place,
      people: Math.floor((place.people + index) / count),
    });
    const opening = this.#groups.map((group, index) =>
      group.open(places.map((place) => partOf(place, index))),
    );
    await within(OPEN_MS, Promise.all(opening), () => "Not everybody has come in.");
  }

  /** All of it together; resolves when `expected` have arrived. */
  async send({ kind, messages, perSecond }: Load, expected: number): Promise<void> {
    const count = this.#groups.length;
    const arrived = Promise.withResolvers<void>();
    for (const [index, group] of this.#groups.entries()) {
      group.onReport = () => {
        if (this.#arrived() >= expected) arrived.resolve();
      };
      const part = Math.floor((messages + index) / count);
      group.begin({ kind, messages: part, perSecond: perSecond / count });
    }
    const failures = this.#groups.map(({ failed }) => failed);
    const late = () => `${this.#arrived()} of ${expected} messages have arrived.`;
    await within(PATIENCE_MS, Promise.race([arrived.promise, ...failures]), late);
  }

  get cpuMs(): number {
    return this.#groups.reduce((sum, group) => sum + group.cpuMs, 0);
  }

  async close(): Promise<void> {
    await Promise.all(this.#groups.map((group) => group.close()));
  }

  #arrived(): number {
    return this.#groups.reduce((sum, group) => sum + group.arrived, 0);
  }
}

async function within(ms: number, work: Promise<unknown>, why: () => string): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(why())), ms);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
