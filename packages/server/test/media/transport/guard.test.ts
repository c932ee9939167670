import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL("children/throwing-handlers.ts", import.meta.url));

test("[SDP7] what a handler throws is reported, and the process and the transport live", async () => {
  const { stdout } = await run(process.execPath, [CHILD]);
  assert.deepEqual(JSON.parse(stdout), {
    events: ["connected", "packet", "packet", "packet"],
    errors: ["onConnected", "onPacket", "onPacket", "onPacket"].map((it) => `Error: ${it}`),
    state: "connected",
  });
});
