/** A server that has nothing but a pool, of the workers that its first argument names. */
import { pino } from "pino";
import { startMediaPool } from "../../../../src/media/start-pool.ts";
import { systemClock } from "../../../../src/runtime/clock.ts";

const announced = ["127.0.0.1"];
const config = {
  bindAddress: "127.0.0.1",
  announced,
  port: 0,
  portIs: "usual",
  workers: 2,
} as const;
const log = pino({ level: "info", base: null });
const script = new URL(process.argv[2] ?? "");
await startMediaPool({ config, environment: {}, clock: systemClock, log, script });
