import type { JournalRecord, RoomFence } from "../runtime/ports.ts";
import { logKey } from "./redis-keys.ts";

// A log is a list: the number of its checkpoint, the checkpoint, and the entries. Every command that
// changes it names that number. So a log that Redis has lost is noticed; and a command that arrives
// late, from a connection that was given up, changes nothing in what has been begun since.

const CHECKPOINT = `
local known = redis.call('LINDEX', KEYS[1], 0)
if known and tonumber(known) >= tonumber(ARGV[1]) then return 0 end
if known and ARGV[3] == 'follows' then redis.call('RENAME', KEYS[1], KEYS[2])
else redis.call('DEL', KEYS[1], KEYS[2]) end
redis.call('RPUSH', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 1`;

const APPEND = `
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
for i = 2, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
return 1`;

const RENEW = `
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1`;

const READ = `
return { redis.call('LRANGE', KEYS[2], 0, -1), redis.call('LRANGE', KEYS[1], 0, -1) }`;

export type Command = readonly string[];

/** `follows`: all that led to it is in the log, which is kept as the one before. */
export function checkpointCommand(
  room: RoomFence,
  number: number,
  text: string,
  { follows, keptMs }: { readonly follows: boolean; readonly keptMs: number },
): Command {
  const args = [String(number), text, follows ? "follows" : "begins", String(keptMs)];
  return script(CHECKPOINT, room, args);
}

export function appendCommand(
  room: RoomFence,
  number: number,
  entries: readonly string[],
): Command {
  return script(APPEND, room, [String(number), ...entries]);
}

export function renewCommand(room: RoomFence, number: number, keptMs: number): Command {
  return script(RENEW, room, [String(number), String(keptMs)]);
}

export function readCommand(room: RoomFence): Command {
  return script(READ, room, []);
}

export function removeCommand(room: RoomFence): Command {
  return ["DEL", ...keysOf(room)];
}

/** Whether a command has found the log that it was for. */
export function isDone(reply: unknown): boolean {
  return reply === 1;
}

/** What `readCommand` is answered with; null: there is no log. */
export function recordOf(reply: unknown): JournalRecord | null {
  const [before, now] = Array.isArray(reply) ? reply.map(textsOf) : [];
  const [, checkpoint, ...entries] = now ?? [];
  if (checkpoint === undefined) return null;
  const [, earlier, ...steps] = before ?? [];
  if (earlier === undefined) return { checkpoint, entries };
  return { checkpoint: earlier, entries: [...steps, ...entries] };
}

function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item) => typeof item === "string");
}

function script(text: string, room: RoomFence, args: readonly string[]): Command {
  return ["EVAL", text, "2", ...keysOf(room), ...args];
}

function keysOf({ roomId, fence }: RoomFence): [string, string] {
  const key = logKey(roomId, fence);
  return [key, `${key}:before`];
}
