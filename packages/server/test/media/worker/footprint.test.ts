import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { decodeJson, isObject } from "@parley/protocol";

const run = async (...args: string[]) => {
  const child = join(import.meta.dirname, "children", args.pop() ?? "");
  return (await promisify(execFile)(process.execPath, [...args, child])).stdout;
};

/** An object takes sixteen bytes at least: one per packet would be four times as much. */
const FEWER_BYTES = 4;

test("[RTP9] forwarding a packet to one receiver more takes nothing of the heap", async () => {
  // Optimized code is there as soon as it is due, however busy the machine is.
  const stdout = await run("--no-concurrent-recompilation", "forward-many.ts");
  const told = decodeJson<{ [name: string]: unknown }>(stdout, isObject);
  assert.equal(told?.["sent"], 200_000);
  const perPacket = Number(told["bytes"]) / 200_000;
  assert.ok(perPacket < FEWER_BYTES, `${perPacket} bytes per packet`);
});

test("a worker does not load the schemas of the protocol, which take more memory than it does", async () => {
  const loaded = await run("list-modules.ts");
  assert.match(loaded, /\/node-datachannel\//);
  assert.match(loaded, /\/protocol\/src\/limits\.ts/);
  assert.doesNotMatch(loaded, /\/typebox\//);
});
