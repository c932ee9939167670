import { readFileSync } from "node:fs";

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

export function list(values: readonly number[], digits = 1): string {
  return values.map((value) => value.toFixed(digits)).join(", ");
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** How busy the machine is: what all programs have used of all cores, and could have (proc(5)). */
export class Busy {
  #before = ticks();

  /** The share since the last time. */
  share(): number {
    const now = ticks();
    const { busy, all } = this.#before;
    this.#before = now;
    return (now.busy - busy) / (now.all - all);
  }
}

function ticks(): { readonly busy: number; readonly all: number } {
  const [first = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, soft = 0, stolen = 0] =
    first.split(/\s+/).slice(1).map(Number);
  const busy = user + nice + system + irq + soft + stolen;
  return { busy, all: busy + idle + waiting };
}
