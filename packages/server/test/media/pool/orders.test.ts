import assert from "node:assert/strict";
import { test } from "node:test";
import { readToWorker, readWorkerOptions } from "../../../src/media/orders.ts";

test("a worker takes what the server says, and nothing else", () => {
  const command = { type: "join", participantId: "ann", generation: 1 };
  const orders = [
    { type: "open", room: "r" },
    { type: "close", room: "r" },
    { type: "command", room: "r", command },
    { type: "stop" },
  ];
  for (const order of orders) assert.deepEqual(readToWorker(order), order);
  const nonsense = [
    ...[undefined, null, "stop", [], {}, { type: "sing" }, { type: "open" }],
    ...[
      { type: "open", room: 7 },
      { type: "command", room: "r" },
    ],
    { type: "command", room: "r", command: { type: "join" } },
  ];
  for (const value of nonsense) assert.equal(readToWorker(value), null);
});

test("a worker starts with complete options only", () => {
  const options = { bindAddress: "127.0.0.1", port: 0, announced: ["192.0.2.1"] };
  assert.deepEqual(readWorkerOptions(JSON.stringify(options)), options);
  const wrong = [{ port: 65_536 }, { port: 1.5 }, { announced: [] }, { bindAddress: "" }];
  for (const change of wrong) {
    assert.equal(readWorkerOptions(JSON.stringify({ ...options, ...change })), null);
  }
  for (const text of ["", "null", "[]", "{"]) assert.equal(readWorkerOptions(text), null);
});
