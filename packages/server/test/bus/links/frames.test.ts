/** What the bytes of a link mean, without a socket. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FAN_CHANNELS, FRAME } from "../../../src/bus/links/frame.ts";
import { type FrameHandler, FrameReader } from "../../../src/bus/links/frame-reader.ts";
import { FrameWriter } from "../../../src/bus/links/frame-writer.ts";

const MAX_BYTES = 100_000;

/** What was read, as one line each. */
function listening() {
  const heard: string[] = [];
  const note = (...words: (string | number)[]) => void heard.push(words.join(" "));
  const handler: FrameHandler = {
    hello: (version, id) => note("hello", version, id),
    opened: (channel) => note("open", channel),
    closed: (channel) => note("close", channel),
    message: (channel, kind, payload) => note("message", channel, kind, payload.toString()),
    request: (number, text) => note("request", number, text),
    answer: (number, text) => note("answer", number, text),
    failure: (number, code) => note("failure", number, code),
  };
  return { heard, handler };
}

function writing(maxBytes = MAX_BYTES) {
  const chunks: Buffer[] = [];
  const writer = new FrameWriter(maxBytes, (bytes) => chunks.push(bytes));
  const all = () => {
    writer.flush();
    return Buffer.concat(chunks);
  };
  return { writer, all };
}

function readAll(bytes: Buffer, maxBytes = MAX_BYTES) {
  const { heard, handler } = listening();
  const problem = new FrameReader(maxBytes, handler).push(bytes);
  return { heard, problem };
}

/** One of everything, and what a reader hears of it. */
function oneOfEach() {
  const { writer, all } = writing();
  writer.hello(7, "nöde");
  writer.ping();
  writer.channel(FRAME.open, 2 ** 32 - 1);
  writer.message(3, 15, "größe");
  writer.message(4, 15, "größe");
  writer.message(4, 0, Buffer.from("bytes"));
  writer.message(4, 0, "");
  writer.channel(FRAME.close, 3);
  writer.text(FRAME.request, 1, "why?");
  writer.text(FRAME.answer, 1, "");
  writer.text(FRAME.failure, 2, "room_full");
  const heard = [
    ...["hello 7 nöde", "open 4294967295", "message 3 15 größe", "message 4 15 größe"],
    ...["message 4 0 bytes", "message 4 0 ", "close 3", "request 1 why?", "answer 1 "],
    "failure 2 room_full",
  ];
  return { bytes: all(), heard };
}

test("[LINK2] every frame is read as it was written, in the order of its writing", () => {
  const { bytes, heard } = oneOfEach();
  assert.deepEqual(readAll(bytes), { heard, problem: null });
});

test("[LINK2] frames may arrive in pieces of any size, byte by byte too", () => {
  const { bytes, heard } = oneOfEach();
  for (let size = 1; size < bytes.length; size += 1) {
    const { heard: pieces, handler } = listening();
    const reader = new FrameReader(MAX_BYTES, handler);
    for (let at = 0; at < bytes.length; at += size) {
      assert.equal(reader.push(bytes.subarray(at, at + size)), null);
    }
    assert.deepEqual(pieces, heard, `pieces of ${size}`);
  }
});

test("[LINK2] what is kept of a payload does not change when more arrives", () => {
  const kept: Buffer[] = [];
  const { handler } = listening();
  const message = (_channel: number, _kind: number, payload: Buffer) => void kept.push(payload);
  const reader = new FrameReader(MAX_BYTES, { ...handler, message });
  const { writer, all } = writing();
  for (let i = 0; i < 100; i += 1) writer.message(1, 0, `payload ${i}`);
  const bytes = all();
  for (let at = 0; at < bytes.length; at += 7) reader.push(Buffer.from(bytes.subarray(at, at + 7)));
  assert.deepEqual(
    kept.map(String),
    Array.from({ length: 100 }, (_, i) => `payload ${i}`),
  );
});

test("[LINK3] a frame that is too long, and what is no frame, is the end", () => {
  const wrong: { [what: string]: readonly number[] } = {
    "too long": [0xff, 0xff, 0xff, 0xff],
    "a byte too long": [0, 1, 0x86, 0xa1, FRAME.message],
    empty: [0, 0, 0, 0],
    "of no type": [0, 0, 0, 1, 99],
    "type 0": [0, 0, 0, 1, 0],
    "without a channel": [0, 0, 0, 4, FRAME.open, 0, 0, 0],
    "a message without a head": [0, 0, 0, 5, FRAME.message, 0, 0, 0, 0],
    "a fan without its channels": [0, 0, 0, 7, FRAME.fan, 0, 0, 1, 0, 0, 0],
    "a fan without a count": [0, 0, 0, 3, FRAME.fan, 0, 0],
    "a hello without a version": [0, 0, 0, 2, FRAME.hello, 1],
    "an answer without a number": [0, 0, 0, 2, FRAME.answer, 1],
  };
  for (const [what, bytes] of Object.entries(wrong)) {
    for (const size of [1, 3, 100]) {
      const { heard, handler } = listening();
      const reader = new FrameReader(MAX_BYTES, handler);
      let problem: string | null = null;
      for (let at = 0; at < bytes.length; at += size) {
        problem = reader.push(Buffer.from(bytes.slice(at, at + size)));
      }
      assert.match(String(problem), /it sent/, what);
      assert.equal(reader.push(oneOfEach().bytes), problem, "nothing is read after it");
      assert.deepEqual(heard, [], what);
    }
  }
});

test("[LINK3] no bytes whatever make the reader throw or read on after their end", () => {
  const type = fc.integer({ min: 0, max: 12 });
  const framed = fc.tuple(type, fc.uint8Array({ maxLength: 40 })).map(([first, rest]) => {
    return Buffer.from([0, 0, 0, rest.length + 1, first, ...rest]);
  });
  const garbage = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes));
  const stream = fc.array(fc.oneof({ weight: 9, arbitrary: framed }, garbage), { maxLength: 20 });
  const property = fc.property(stream, fc.integer({ min: 1, max: 50 }), (parts, size) => {
    const { heard, handler } = listening();
    const reader = new FrameReader(MAX_BYTES, handler);
    const bytes = Buffer.concat(parts);
    let after: number | null = null;
    for (let at = 0; at < bytes.length; at += size) {
      const problem = reader.push(bytes.subarray(at, at + size));
      if (after !== null) assert.equal(heard.length, after);
      if (problem !== null) after ??= heard.length;
    }
    // In one piece it means the same.
    assert.deepEqual(heard, readAll(bytes).heard);
  });
  fc.assert(property, { numRuns: 2000 });
});

test("[LINK3] a reader that is stopped from within hands nothing on, not even the rest of a fan", () => {
  const { heard, handler } = listening();
  const message: FrameHandler["message"] = (channel, kind, payload) => {
    handler.message(channel, kind, payload);
    if (channel === 2) reader.stop();
  };
  const reader: FrameReader = new FrameReader(MAX_BYTES, { ...handler, message });
  const { writer, all } = writing();
  for (const channel of [1, 2, 3, 4]) writer.message(channel, 1, "all");
  writer.message(5, 1, "more");
  assert.equal(reader.push(all()), null);
  assert.deepEqual(heard, ["message 1 1 all", "message 2 1 all"]);
});

test("[LINK4] the same payload of the same kind is written once, with the list of its channels", () => {
  const payload = Buffer.from("x".repeat(1000));
  const { writer, all } = writing();
  for (let channel = 1; channel <= 250; channel += 1) writer.message(channel, 2, payload);
  const bytes = all();
  assert.equal(bytes.length, 4 + 4 + 4 * 250 + 1000);
  const expected = Array.from(
    { length: 250 },
    (_, i) => `message ${i + 1} 2 ${payload.toString()}`,
  );
  assert.deepEqual(readAll(bytes).heard, expected);
});

test("[LINK4] another kind, another payload or anything else between them ends a fan", () => {
  const payload = Buffer.from("same");
  const between: [act: (writer: FrameWriter) => unknown, heard: string[]][] = [
    [(writer) => writer.message(9, 2, payload), ["message 9 2 same"]],
    [(writer) => writer.message(9, 1, Buffer.from("same")), ["message 9 1 same"]],
    [(writer) => writer.message(9, 1, "other"), ["message 9 1 other"]],
    [(writer) => writer.channel(FRAME.close, 9), ["close 9"]],
    [(writer) => writer.text(FRAME.answer, 9, "same"), ["answer 9 same"]],
    [(writer) => writer.flush(), []],
  ];
  for (const [disturb, heard] of between) {
    const { writer, all } = writing();
    writer.message(1, 1, payload);
    disturb(writer);
    writer.message(2, 1, payload);
    const expected = ["message 1 1 same", ...heard, "message 2 1 same"];
    assert.deepEqual(readAll(all()).heard, expected);
  }
});

test("[LINK4] a fan is divided where the count or the frame would be too large", () => {
  const { writer, all } = writing(2 ** 20);
  for (let channel = 0; channel < FAN_CHANNELS + 1; channel += 1) writer.message(channel, 0, "a");
  const bytes = all();
  assert.equal(bytes.length, 4 + 4 + 4 * FAN_CHANNELS + 1 + (4 + 6 + 1));
  const short = writing(100);
  for (let channel = 0; channel < 100; channel += 1)
    short.writer.message(channel, 0, "b".repeat(50));
  const { heard, problem } = readAll(short.all(), 100);
  assert.equal(problem, null);
  assert.deepEqual(
    heard,
    Array.from({ length: 100 }, (_, i) => `message ${i} 0 ${"b".repeat(50)}`),
  );
});

test("[LINK3] what is longer than a frame may be is not written, and leaves no trace", () => {
  const { writer, all } = writing(100);
  assert.equal(writer.message(1, 0, "a".repeat(94)), true);
  assert.equal(writer.message(1, 0, "b".repeat(95)), false);
  assert.equal(writer.message(1, 0, "ö".repeat(48)), false, "bytes count, not characters");
  assert.equal(writer.text(FRAME.request, 1, "c".repeat(96)), false);
  assert.equal(writer.text(FRAME.request, 1, "d".repeat(95)), true);
  const heard = [`message 1 0 ${"a".repeat(94)}`, `request 1 ${"d".repeat(95)}`];
  assert.deepEqual(readAll(all()), { heard, problem: null });
});
