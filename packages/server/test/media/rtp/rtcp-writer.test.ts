import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ReportBlock, SenderReport } from "../../../src/media/rtp/rtcp-records.ts";
import {
  writeNack,
  writePli,
  writeReceiverReport,
  writeSdes,
  writeSenderReport,
} from "../../../src/media/rtp/rtcp-writer.ts";
import { bytes, readAll } from "./rtcp-recorder.ts";

const SOURCE = { senderSsrc: 1, mediaSsrc: 2 };

function block(ssrc: number): ReportBlock {
  return {
    ssrc,
    fractionLost: 128,
    cumulativeLost: -3,
    highestSequence: 0x3_ffff,
    jitter: 90,
    lastSenderReport: 0xffff_fffe,
    delaySinceLastSenderReport: 65_536,
  };
}

function nacked(numbers: readonly number[], room = 1200): unknown[] {
  const into = Buffer.alloc(room);
  const end = writeNack(into, 0, SOURCE, numbers);
  return readAll(into.subarray(0, end)).seen.map(([, , sequence]) => sequence);
}

test("[RTCP3] a compound packet of everything reads as it was written", () => {
  const into = Buffer.alloc(200, 0xff);
  const report: SenderReport = {
    ssrc: 0xffff_ffff,
    ntpSeconds: 0xe000_0000,
    ntpFraction: 1,
    rtpTimestamp: 0xffff_0000,
    packets: 5,
    octets: 500,
  };
  let at = writeSenderReport(into, 0, report);
  at = writeReceiverReport(into, at, 9, [block(3)]);
  at = writeSdes(into, at, 9, "somebody");
  at = writePli(into, at, 9, 4);
  at = writeNack(into, at, SOURCE, [7]);
  const { seen, wellFormed } = readAll(into.subarray(0, at));
  assert.equal(wellFormed, true);
  assert.deepEqual(seen, [
    ["sr", report],
    ["block", block(3), 9],
    ["pli", 4],
    ["nack", 2, 7],
  ]);
});

test("[RTCP3] a description is padded with one to four zero bytes", () => {
  const written = (cname: string) => {
    const into = Buffer.alloc(40, 0xff);
    return into.subarray(0, writeSdes(into, 0, 10, cname));
  };
  assert.deepEqual(written("ab"), bytes("81ca0003 0000000a 01026162 00000000"));
  assert.deepEqual(written("abc"), bytes("81ca0003 0000000a 01036162 63000000"));
  assert.deepEqual(written("abcde"), bytes("81ca0003 0000000a 01056162 63646500"));
});

test("[RTCP3] more than 31 blocks go into several reports", () => {
  const blocks = Array.from({ length: 40 }, (_, index) => block(index));
  const into = Buffer.alloc(1200);
  const end = writeReceiverReport(into, 0, 9, blocks);
  assert.equal(end, 8 + 31 * 24 + 8 + 9 * 24);
  const { seen, wellFormed } = readAll(into.subarray(0, end));
  assert.deepEqual(
    seen,
    blocks.map((one) => ["block", one, 9]),
  );
  assert.equal(wellFormed, true);
});

test("[RTCP3] a receiver report may be without blocks", () => {
  const into = Buffer.alloc(8);
  assert.equal(writeReceiverReport(into, 0, 9, []), 8);
  assert.deepEqual(into, bytes("80c90001 00000009"));
});

test("[RTCP3] lost packets share entries of seventeen, across the wrap-around", () => {
  const into = Buffer.alloc(40);
  const end = writeNack(into, 0, SOURCE, [3, 0xfffe, 0xffff, 14, 15]);
  // 65534 with 65535 (bit 0), 3 (bit 4) and 14 (bit 15); 15 is the eighteenth.
  assert.deepEqual(into.subarray(0, end), bytes("81cd0004 00000001 00000002 fffe8011 000f0000"));
});

test("[RTCP3] any list of lost packets is asked for exactly", () => {
  const lost = fc.tuple(fc.nat(0xffff), fc.uniqueArray(fc.nat(1000), { maxLength: 60 }));
  fc.assert(
    fc.property(lost, ([base, offsets]) => {
      const numbers = offsets.map((offset) => (base + offset) & 0xffff);
      const inOrder = offsets.toSorted((a, b) => a - b).map((offset) => (base + offset) & 0xffff);
      assert.deepEqual(nacked(numbers), inOrder);
    }),
    { numRuns: 300 },
  );
});

test("[RTCP3] what has no room is not written", () => {
  const into = Buffer.alloc(11, 0xee);
  assert.equal(writePli(into, 0, 1, 2), 0);
  assert.equal(writeNack(into, 0, SOURCE, [1]), 0);
  assert.equal(writeSdes(into, 0, 1, "abc"), 0);
  assert.equal(writeReceiverReport(into, 4, 1, []), 4);
  assert.equal(writeReceiverReport(into, 0, 1, [block(1)]), 0);
  assert.deepEqual(into, Buffer.alloc(11, 0xee));
  assert.deepEqual(nacked([1, 100, 200], 20), [1, 100]);
  assert.deepEqual(nacked([]), []);
});
