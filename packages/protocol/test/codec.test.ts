import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type SchemaChecker,
  clientMessageDecoder,
  clientMessages,
  decodePlainMessage,
  encode,
  isEmoji,
  serverMessageDecoder,
  serverMessages,
} from "@parley/protocol";
import fc from "fast-check";
import { Compile } from "typebox/compile";
import { Check } from "typebox/value";
import { CLIENT_SAMPLES } from "./client-samples.ts";

/** As in the server, and as in a browser: both must say the same. */
const checkers: { [name: string]: SchemaChecker } = {
  compiled: (schema) => {
    const validator = Compile(schema);
    return { check: (value) => validator.Check(value), explain: () => "wrong" };
  },
  interpreted: (schema) => ({ check: (value) => Check(schema, value), explain: () => "wrong" }),
};

const samples = Object.values(CLIENT_SAMPLES).flat();

test("[WIRE1] there are samples of every message", () => {
  assert.deepEqual(Object.keys(CLIENT_SAMPLES), Object.keys(clientMessages));
});

test("[WIRE6] a reaction is one emoji", () => {
  const good = ["👍", "❤", "❤️", "👩‍👩‍👧", "👋🏽", "🇩🇪", "1️⃣"];
  const bad = ["", "a", "1", "👍👍", "👍 ", ":)", "é"];
  assert.deepEqual(
    good.filter((text) => !isEmoji(text)),
    [],
  );
  assert.deepEqual(bad.filter(isEmoji), []);
});

for (const [name, checker] of Object.entries(checkers)) {
  const decode = clientMessageDecoder(checker);

  test(`[WIRE1] every client message survives the wire (${name})`, () => {
    for (const sample of samples) {
      const decoded = decode(encode(sample));
      assert.deepEqual(decoded, { ok: true, message: sample }, sample.type);
    }
  });

  test(`[WIRE2] unknown fields are errors in every client message (${name})`, () => {
    for (const sample of samples) {
      const decoded = decode(JSON.stringify({ ...sample, surprise: 1, id: 7 }));
      assert.ok(!decoded.ok, sample.type);
      assert.deepEqual([decoded.code, decoded.id], ["validation_failed", 7]);
    }
  });

  test(`[WIRE5] what is neither one participant nor all, or both, is an error (${name})`, () => {
    const wrong = [
      { type: "participant.mute", source: "mic" },
      { type: "participant.mute", source: "mic", all: false },
      { type: "participant.mute", source: "mic", all: true, participantId: "p1" },
      { type: "lobby.admit" },
      { type: "lobby.admit", ids: [] },
      { type: "lobby.admit", ids: ["p1"], all: true },
      { type: "hand.lower", participantId: "p1", all: true },
      { type: "participant.role", participantId: "p1", role: "owner" },
      { type: "room.update", settings: { media: "sfu" } },
    ];
    for (const message of wrong) {
      const decoded = decode(JSON.stringify(message));
      assert.deepEqual(decoded.ok ? "taken" : decoded.code, "validation_failed", message.type);
    }
  });

  test(`[WIRE6] chat is text: lines and tabs, not blank, nothing that hides or reorders (${name})`, () => {
    const send = (text: string) =>
      decode(JSON.stringify({ type: "chat.send", clientId: "c", text })).ok;
    const good = ["a", "a\nb\tc", "שלום", "👩‍👩‍👧", " spaced ", "x".repeat(4000), "𝒳".repeat(4000)];
    const bad = [
      "",
      "  ",
      "\n",
      "a\u0000",
      "a\r",
      "a\u202eb",
      "a\u2066b",
      "\ud800",
      "x".repeat(4001),
    ];
    assert.deepEqual(
      good.filter((text) => !send(text)),
      [],
    );
    assert.deepEqual(bad.filter(send), []);
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
