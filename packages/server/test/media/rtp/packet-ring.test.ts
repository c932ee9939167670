import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PacketRing } from "../../../src/media/rtp/packet-ring.ts";
import { hex, rtpView } from "./packets.ts";

function store(ring: PacketRing, sequence: number, payload: Buffer): void {
  ring.store(rtpView({ sequence, payload }));
}

/** The payload that is kept under a sequence number; null: none. */
function kept(ring: PacketRing, sequence: number): string | null {
  if (!ring.find(sequence & 0xffff)) return null;
  return ring.data.toString("hex", ring.offset, ring.offset + ring.length);
}

test("[RTP7] a stored packet is found with its payload, time, type and marker", () => {
  const ring = new PacketRing(100, 8);
  assert.equal(ring.find(0), false);
  const parts = { timestamp: 0xffff_fff0, payloadType: 101, marker: true, payload: hex("a1a2a3") };
  ring.store(rtpView({ ...parts, sequence: 65_535 }));
  store(ring, 0, hex("b1"));
  assert.equal(kept(ring, 65_535), "a1a2a3");
  assert.deepEqual([ring.timestamp, ring.payloadType, ring.marker], [0xffff_fff0, 101, true]);
  assert.equal(kept(ring, 0), "b1");
  assert.deepEqual([ring.timestamp, ring.payloadType, ring.marker], [0, 96, false]);
  assert.equal(kept(ring, 1), null);
  assert.equal(kept(ring, 7), null);
});

test("[RTP8] padding is not kept, nor a packet of padding alone", () => {
  const ring = new PacketRing(100, 8);
  ring.store(rtpView({ sequence: 1, payload: hex("a1"), padding: 5 }));
  ring.store(rtpView({ sequence: 2, payload: hex(""), padding: 5 }));
  assert.equal(kept(ring, 1), "a1");
  assert.equal(kept(ring, 2), null);
});

test("[RTP8] the newest packets overwrite the oldest, by bytes", () => {
  const ring = new PacketRing(10, 8);
  assert.equal(ring.bytes, 10);
  for (const sequence of [1, 2, 3]) store(ring, sequence, Buffer.alloc(4, sequence));
  assert.deepEqual([kept(ring, 1), kept(ring, 2), kept(ring, 3)], [null, "02020202", "03030303"]);
  store(ring, 4, Buffer.alloc(10, 4));
  assert.deepEqual([kept(ring, 2), kept(ring, 3)], [null, null]);
  assert.equal(kept(ring, 4), "04".repeat(10));
  store(ring, 5, Buffer.alloc(11, 5));
  assert.equal(kept(ring, 5), null);
  assert.equal(kept(ring, 4), "04".repeat(10));
});

test("[RTP8] the newest packets overwrite the oldest, by slots", () => {
  const ring = new PacketRing(1000, 4);
  for (let sequence = 65_533; sequence < 65_533 + 6; sequence++) {
    store(ring, sequence, Buffer.of(sequence & 0xff));
  }
  const all = Array.from({ length: 6 }, (_, i) => kept(ring, 65_533 + i));
  assert.deepEqual(all, [null, null, "ff", "00", "01", "02"]);
  // One that comes too late does not push out a newer one.
  store(ring, 65_534, hex("ee"));
  assert.deepEqual([kept(ring, 65_534), kept(ring, 2)], [null, "02"]);
});

test("[RTP8] a duplicate changes nothing", () => {
  const ring = new PacketRing(8, 4);
  store(ring, 1, hex("aaaaaa"));
  for (let i = 0; i < 5; i++) store(ring, 1, hex("bbbbbb"));
  store(ring, 2, hex("cccccc"));
  assert.deepEqual([kept(ring, 1), kept(ring, 2)], ["aaaaaa", "cccccc"]);
});

const BYTES = 64;
const SLOTS = 16;
const LONGEST = 9;

type Stored = { sequence: number; payload: string };

/** Of what was stored in this order, what has to be there whatever the arena's end costs. */
function certain(stored: readonly Stored[], newest: number): Stored[] {
  let bytes = 0;
  const fresh = stored.toReversed().filter(({ payload }) => {
    bytes += payload.length / 2;
    return bytes <= BYTES - LONGEST;
  });
  return fresh.filter(({ sequence }) => newest - sequence < SLOTS);
}

test("[RTP8] for any order of packets: what is found is what was stored, and the newest are found", () => {
  const step = fc.record({ ahead: fc.integer({ min: -6, max: 6 }), length: fc.nat(LONGEST) });
  const first = fc.integer({ min: 65_500, max: 65_600 });
  fc.assert(
    fc.property(first, fc.array(step, { maxLength: 60, size: "max" }), (start, steps) => {
      const ring = new PacketRing(BYTES, SLOTS);
      const stored: Stored[] = [];
      let newest = start;
      for (const [i, { ahead, length }] of steps.entries()) {
        const sequence = newest + ahead;
        newest = Math.max(newest, sequence);
        const before = kept(ring, sequence);
        const payload = Buffer.alloc(length, i);
        store(ring, sequence & 0xffff, payload);
        if (before !== null) assert.equal(kept(ring, sequence), before);
        else if (length > 0) stored.push({ sequence, payload: payload.toString("hex") });
        for (const one of certain(stored, newest))
          assert.equal(kept(ring, one.sequence), one.payload);
        const known = new Map(stored.map((one) => [one.sequence, one.payload]));
        for (let s = start - 6; s <= newest; s++) {
          const found = kept(ring, s);
          if (found !== null) assert.equal(found, known.get(s));
        }
      }
    }),
    { numRuns: 60 },
  );
});
