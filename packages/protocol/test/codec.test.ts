import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type SchemaChecker,
  clientMessageDecoder,
  clientMessages,
  decodePlainMessage,
  encode,
  isObject,
  serverMessageDecoder,
  serverMessages,
} from "@parley/protocol";
import fc from "fast-check";
import { Compile } from "typebox/compile";
import { Check, Create } from "typebox/value";

/** As in the server, and as in a browser: both must say the same. */
const checkers: { [name: string]: SchemaChecker } = {
  compiled: (schema) => {
    const validator = Compile(schema);
    return { check: (value) => validator.Check(value), explain: () => "wrong" };
  },
  interpreted: (schema) => ({ check: (value) => Check(schema, value), explain: () => "wrong" }),
};

for (const [name, checker] of Object.entries(checkers)) {
  const decode = clientMessageDecoder(checker);

  test(`[WIRE1] every client message survives the wire (${name})`, () => {
    for (const [type, schema] of Object.entries(clientMessages)) {
      const decoded = decode(JSON.stringify(Create(schema)));
      assert.ok(decoded.ok, type);
      assert.equal(decoded.message.type, type);
      assert.deepEqual(decode(encode(decoded.message)), decoded);
    }
  });

  test(`[WIRE2] unknown fields are errors in every client message (${name})`, () => {
    for (const [type, schema] of Object.entries(clientMessages)) {
      const right: unknown = Create(schema);
      assert.ok(isObject(right));
      const decoded = decode(JSON.stringify({ ...right, surprise: 1, id: 7 }));
      assert.ok(!decoded.ok, type);
      assert.deepEqual([decoded.code, decoded.id], ["validation_failed", 7]);
    }
  });

  test(`[WIRE3] no text makes a decoder throw (${name})`, () => {
    const decodeServer = serverMessageDecoder(checker);
    const types = [...Object.keys(clientMessages), ...Object.keys(serverMessages)];
    const nearly = fc
      .tuple(fc.constantFrom(...types), fc.dictionary(fc.string(), fc.jsonValue()))
      .map(([type, rest]) => JSON.stringify({ ...rest, type }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), nearly), (text) => {
        for (const read of [decode, decodeServer, decodePlainMessage]) {
          const decoded = read(text);
          assert.ok(decoded.ok || decoded.detail.length > 0);
        }
      }),
      { numRuns: 2000 },
    );
  });
}

test("[WIRE4] what a plain client sends may nest 16 deep and no deeper", () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${"}".repeat(depth - 1)}`;
  assert.ok(decodePlainMessage(nested(16)).ok);
  assert.ok(!decodePlainMessage(nested(17)).ok);
  assert.ok(!decodePlainMessage(nested(20_000)).ok);
});
