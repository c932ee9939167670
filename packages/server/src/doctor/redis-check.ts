/** Whether Redis can be used, and keeps what it is given. */
import { createClient } from "@redis/client";
import { LIMITS } from "@parley/protocol/limits";
import { reasonOf } from "./explain.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const CHECK = "redis";

/** @param url of REDIS_URL */
export async function checkRedis(url: string): Promise<Finding> {
  try {
    return redisFinding(placeOf(url), await infoOf(url));
  } catch (error) {
    const found = `${placeOf(url)} does not work: ${reasonOf(error)}.`;
    return fail(CHECK, found, "Start Redis, or correct REDIS_URL (its password as well).");
  }
}

/** What Redis says of itself, by name. */
async function infoOf(url: string): Promise<ReadonlyMap<string, string>> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: LIMITS.doctorAnswerMs, reconnectStrategy: false },
  });
  // What goes wrong is thrown to who waits as well.
  client.on("error", () => undefined);
  const late = setTimeout(() => client.destroy(), LIMITS.doctorAnswerMs);
  try {
    await client.connect();
    await client.ping();
    const lines = `${await client.info("server")}\r\n${await client.info("memory")}`.split("\r\n");
    return new Map(lines.map((line) => pairOf(line)));
  } finally {
    clearTimeout(late);
    if (client.isOpen) client.destroy();
  }
}

function pairOf(line: string): readonly [string, string] {
  const at = line.indexOf(":");
  return [line.slice(0, at), line.slice(at + 1)];
}

const KEEPS = "noeviction";

function redisFinding(place: string, info: ReadonlyMap<string, string>): Finding {
  const policy = info.get("maxmemory_policy") ?? KEEPS;
  const isBounded = (info.get("maxmemory") ?? "0") !== "0";
  const found = `${place} is Redis ${info.get("redis_version") ?? "of an unknown version"}`;
  if (policy === KEEPS) return ok(CHECK, `${found}, which throws nothing away.`);
  const change = `Set maxmemory-policy of Redis to ${KEEPS}: what it drops, meetings lose.`;
  return isBounded
    ? fail(CHECK, `${found}, which drops keys when its memory is full (${policy}).`, change)
    : warn(CHECK, `${found}, which would drop keys if its memory had a limit (${policy}).`, change);
}

/** Where it is, without the password. */
function placeOf(url: string): string {
  const { host = "", pathname = "" } = URL.parse(url) ?? {};
  return `${host}${pathname}`;
}
