import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { forEachRtcp } from "../../../src/media/rtp/rtcp-reader.ts";
import { bytes, readAll } from "./rtcp-recorder.ts";

const BLOCK = "0000000b 40ffffff 00021234 00000010 aabbccdd 00018000";
const SENDER_REPORT = `81c8000c 0000000a e0000001 80000000 00000064 00000007 00000310 ${BLOCK}`;
const SDES = "81ca0003 0000000a 01026162 00000000";

test("[RTCP2] a compound packet is read part by part", () => {
  const xr = "80cf0001 0000000a";
  const bye = "82cb0002 00000005 00000006";
  const { seen, wellFormed } = readAll(bytes(SENDER_REPORT + SDES + xr + bye));
  const report = {
    ssrc: 10,
    ntpSeconds: 0xe000_0001,
    ntpFraction: 0x8000_0000,
    rtpTimestamp: 100,
    packets: 7,
    octets: 784,
  };
  const block = {
    ssrc: 11,
    fractionLost: 0x40,
    cumulativeLost: -1,
    highestSequence: 0x2_1234,
    jitter: 16,
    lastSenderReport: 0xaabb_ccdd,
    delaySinceLastSenderReport: 0x1_8000,
  };
  assert.deepEqual(seen, [
    ["sr", report],
    ["block", block, 10],
    ["bye", 5],
    ["bye", 6],
  ]);
  assert.equal(wellFormed, true);
});

test("[RTCP2] a NACK names a packet and up to sixteen behind it, across the wrap-around", () => {
  const { seen } = readAll(bytes("81cd0004 00000001 00000002 fffe8003 00100000"));
  const numbers = seen.map(([what, ssrc, sequence]) => {
    assert.deepEqual([what, ssrc], ["nack", 2]);
    return sequence;
  });
  assert.deepEqual(numbers, [0xfffe, 0xffff, 0, 14, 16]);
});

test("[RTCP2] keyframe requests name their streams: PLI in its header, FIR in its entries", () => {
  const pli = "81ce0002 00000001 00000002";
  const fir = "84ce0006 00000001 00000000 00000007 05000000 00000008 06000000";
  assert.deepEqual(readAll(bytes(pli + fir)).seen, [
    ["pli", 2],
    ["fir", 7],
    ["fir", 8],
  ]);
});

test("[RTCP2] REMB is mantissa times two to the exponent", () => {
  const remb = (packed: string, ssrcs = "") =>
    bytes(`8fce00${ssrcs === "" ? "04" : "07"} 12345678 00000000 52454d42 ${packed} ${ssrcs}`);
  const withSsrcs = readAll(remb("0307fb93", "00000001 00000002 00000003"));
  assert.deepEqual(withSsrcs.seen, [["remb", 522_022, 3]]);
  assert.deepEqual(readAll(remb("00fc0001")).seen, [["remb", Number.MAX_SAFE_INTEGER, 0]]);
  assert.deepEqual(readAll(remb("00000000")).seen, [["remb", 0, 0]]);
});

test("[RTCP2] feedback with REMB's format number and another name is passed over", () => {
  const { seen, wellFormed } = readAll(bytes("8fce0004 00000001 00000000 52454d43 00000001"));
  assert.deepEqual(seen, []);
  assert.equal(wellFormed, true);
});

const MALFORMED: { [what: string]: string } = {
  nothing: "",
  "less than a header": "80c900",
  "another version": "40c90001 00000001",
  "a length beyond the end": "80c90002 00000001",
  "a sender report without its body": "80c80001 00000001",
  "a receiver report without a sender": "80c90000",
  "more blocks counted than there are": "82c90001 00000001",
  "more leavers counted than there are": "81cb0000",
  "a NACK without anything": "81cd0001 00000001",
  "a PLI without a stream": "81ce0001 00000001",
  "a FIR without an entry": "84ce0002 00000001 00000000",
  "a REMB with more streams counted than there are": "8fce0004 00000001 00000000 52454d42 02000001",
  "padding larger than the packet": "a0c90001 000000ff",
  "padding of nothing": "a0c90001 00000000",
};

for (const [what, hex] of Object.entries(MALFORMED)) {
  test(`[RTCP1] malformed, and nothing is taken from it: ${what}`, () => {
    assert.deepEqual(readAll(bytes(hex)), { seen: [], wellFormed: false });
  });
}

test("[RTCP1] what came before the fault counts", () => {
  const { seen, wellFormed } = readAll(bytes("81ce0002 00000001 00000002 80c90009"));
  assert.deepEqual(seen, [["pli", 2]]);
  assert.equal(wellFormed, false);
});

test("[RTCP1] of a truncated list of blocks the whole ones count", () => {
  const { seen, wellFormed } = readAll(bytes(`83c90007 00000001 ${BLOCK}`));
  assert.deepEqual(
    seen.map(([what]) => what),
    ["block"],
  );
  assert.equal(wellFormed, false);
});

test("[RTCP1] padding at the end does not count as content", () => {
  const { seen, wellFormed } = readAll(bytes("a1cd0004 00000001 00000002 00050000 00000004"));
  assert.deepEqual(seen, [["nack", 2, 5]]);
  assert.equal(wellFormed, true);
});

test("[RTCP1] any bytes are read to an end, within the given length", () => {
  const type = fc.integer({ min: 198, max: 208 });
  const part = fc.tuple(
    fc.integer({ min: 0x80, max: 0xbf }),
    type,
    fc.uint8Array({ maxLength: 40 }),
  );
  const almostRtcp = fc
    .array(part, { maxLength: 6 })
    .map((parts) =>
      Buffer.concat(
        parts.map(([first, second, body]) =>
          Buffer.from([first, second, 0, body.length >> 2, ...body]),
        ),
      ),
    );
  const noise = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(fc.oneof(almostRtcp, noise), fc.nat(250), (data, length) => {
      const whole = readAll(data.subarray(0, length)).seen;
      let visits = 0;
      const count = () => {
        visits += 1;
      };
      const visitor = { onNack: count, onPli: count, onFir: count, onRemb: count, onBye: count };
      forEachRtcp(data, length, { ...visitor, onSenderReport: count, onReportBlock: count });
      assert.equal(visits, whole.length);
      assert.ok(whole.length <= 5 * data.length);
    }),
    { numRuns: 1000 },
  );
});
