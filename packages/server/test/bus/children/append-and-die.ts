/** Adds an entry to a room's log and dies in the moment in which it is said to be written. */
import { LIMITS } from "@parley/protocol/limits";
import { RedisJournals } from "../../../src/bus/redis-journal.ts";
import { Redis } from "../../../src/bus/redis.ts";
import { systemClock } from "../../../src/runtime/clock.ts";

const [url = "", roomId = ""] = process.argv.slice(2);
const log = { info: () => {}, warn: () => {} };
const redis = new Redis({ url, clock: systemClock, limits: LIMITS, log });
await redis.start();
const store = { setLogged: async () => {} };
const journals = new RedisJournals({ redis, store, clock: systemClock, limits: LIMITS, log });
const journal = journals.open(roomId, 1, () => {});
journal.checkpoint("checkpoint");
await journal.settled();
journal.append("the last words", () => process.kill(process.pid, "SIGKILL"));
