/**
 * How cost grows with rooms, connections and nodes (docs/scaling.md counts from these numbers):
 * what a delivered message costs in rooms of 10, 100 and 500; what a connection that does nothing
 * takes; what one node and two deliver. `node bench/scaling.ts rooms` runs one part alone.
 */
import { compareSizes } from "./scaling/cost.ts";
import { measureIdle } from "./scaling/memory.ts";
import { compareNodes } from "./scaling/nodes.ts";

const ROUNDS = Number(process.argv[3] ?? 5);
/** One part alone, by its name. */
const ONLY = process.argv[2];

const parts = {
  rooms: () => compareSizes([10, 100, 500], ROUNDS),
  idle: () => measureIdle(10_000),
  nodes: () => compareNodes([10, 100], ROUNDS),
};

// So that whoever ends it ends the servers and the people too.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
for (const [name, run] of Object.entries(parts)) if ((ONLY ?? name) === name) await run();
