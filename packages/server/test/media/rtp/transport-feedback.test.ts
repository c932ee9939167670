import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TransportFeedback } from "../../../src/media/rtp/transport-feedback.ts";
import { type Feedback, decodeFeedback } from "./feedback-decoder.ts";
import { bytes } from "./rtcp-recorder.ts";

const TICK_US = 250;
const REFERENCE_US = 64_000;

/** Everything that is written now, in buffers of a given size. */
function drain(feedback: TransportFeedback, room = 1200): Feedback[] {
  const packets: Feedback[] = [];
  const into = Buffer.alloc(room, 0xff);
  for (let length = -1; length !== 0;) {
    length = feedback.write(into, 1, 2);
    packets.push(...decodeFeedback(into.subarray(0, length)));
  }
  return packets;
}

function hexOf(feedback: TransportFeedback): Buffer {
  const into = Buffer.alloc(1200, 0xff);
  return into.subarray(0, feedback.write(into, 0x1111_1111, 0x2222_2222));
}

test("[RTCP4] arrivals and losses are told as the draft lays them out", () => {
  const feedback = new TransportFeedback();
  const start = 5 * REFERENCE_US;
  feedback.received(100, start);
  feedback.received(102, start + 1000);
  feedback.received(103, start + 101_000);
  // Small delta, lost, small, large (400 ticks): a vector of two-bit symbols.
  const expected = "8fcd0006 11111111 22222222 0064 0004 000005 00 d180 00 04 0190 0000";
  assert.deepEqual(hexOf(feedback), bytes(expected));
  assert.equal(hexOf(feedback).length, 0);
});

test("[RTCP4] a vector of one-bit symbols is used as long as all deltas are small", () => {
  const feedback = new TransportFeedback();
  for (const [index, number] of [0xffff, 1, 2, 4].entries()) feedback.received(number, index * 500);
  // 1 0 1 1 0 1: the first of fourteen is the highest bit.
  const expected = "8fcd0006 11111111 22222222 ffff 0006 000000 00 ad00 00 02 02 02 0000";
  assert.deepEqual(hexOf(feedback), bytes(expected));
});

test("[RTCP4] many alike are one run", () => {
  const feedback = new TransportFeedback();
  feedback.received(7, 0);
  for (let number = 508; number < 530; number += 1) feedback.received(number, 250);
  const [first, second] = drain(feedback);
  assert.equal(first?.arrivals.length, 523);
  assert.deepEqual(
    first.arrivals.slice(1, 501),
    Array.from({ length: 500 }, () => null),
  );
  assert.equal(second, undefined);
  feedback.received(530, 250);
  // One chunk for what is left of the vector, one run of the lost, one of those that arrived.
  assert.equal(hexOf(feedback).length, 24);
});

test("[RTCP4] the reference time wraps at 24 bits and the packet count at 8", () => {
  const feedback = new TransportFeedback();
  const start = 2 ** 24 * REFERENCE_US;
  for (let number = 0; number < 257; number += 1) {
    feedback.received(number, start + number * 1000);
    const [packet] = drain(feedback);
    assert.equal(packet?.packetCount, number & 0xff);
    assert.deepEqual(packet.arrivals, [number * 4]);
  }
});

test("[RTCP4] arrivals too far apart for a delta go into packets of their own", () => {
  const feedback = new TransportFeedback();
  feedback.received(1, 0);
  feedback.received(2, 8_191_750);
  feedback.received(4, 17_000_000);
  const packets = drain(feedback);
  assert.deepEqual(
    packets.map(({ base }) => base),
    [1, 3],
  );
  assert.deepEqual(
    packets.map(({ arrivals }) => arrivals),
    [
      [0, 32_767],
      [null, 68_000],
    ],
  );
});

test("[RTCP4] what arrives after it was told lost is told again, with those behind it", () => {
  const feedback = new TransportFeedback();
  feedback.received(10, 0);
  feedback.received(12, 1000);
  assert.deepEqual(
    drain(feedback).map(({ arrivals }) => arrivals),
    [[0, null, 4]],
  );
  feedback.received(11, 2000);
  feedback.received(11, 3000);
  const [again] = drain(feedback);
  assert.equal(again?.base, 11);
  assert.deepEqual(again.arrivals, [8, 4]);
});

test("[RTCP4] a number from long ago, and a duplicate, change nothing", () => {
  const feedback = new TransportFeedback();
  feedback.received(1000, 0);
  for (let number = 2001; number < 2400; number += 1) feedback.received(number, 1000);
  drain(feedback);
  feedback.received(2000, 2000);
  feedback.received(2399, 2000);
  assert.deepEqual(drain(feedback), []);
});

test("[RTCP4] numbers that jump begin a new history", () => {
  const feedback = new TransportFeedback();
  feedback.received(1, 0);
  feedback.received(5000, 250);
  const [packet, more] = drain(feedback);
  assert.deepEqual(packet, { base: 5000, packetCount: 0, arrivals: [1] });
  assert.equal(more, undefined);
});

test("[RTCP4] a loss is a loss, whatever arrived under an older number in the same place", () => {
  const feedback = new TransportFeedback();
  for (let number = 0; number < 2000; number += 1) feedback.received(number, number * TICK_US);
  drain(feedback);
  feedback.received(2100, 0);
  const lost = Array.from({ length: 100 }, () => null);
  assert.deepEqual(
    drain(feedback).map(({ arrivals }) => arrivals),
    [[...lost, 0]],
  );
});

test("[RTCP4] a small buffer gets as much as it holds, and the rest afterwards", () => {
  const feedback = new TransportFeedback();
  for (let number = 0; number < 300; number += 1) feedback.received(number, number * 70_000);
  const packets = drain(feedback, 100);
  assert.ok(packets.length > 3);
  assert.deepEqual(
    packets.flatMap(({ arrivals }) => arrivals),
    Array.from({ length: 300 }, (_, number) => number * 280),
  );
  feedback.received(301, 0);
  assert.equal(feedback.write(Buffer.alloc(20), 1, 2), 0);
  assert.equal(drain(feedback).length, 1);
});

test("[RTCP4] a loss too long for a tiny buffer is left out, not what comes behind it", () => {
  const feedback = new TransportFeedback();
  feedback.received(0, 0);
  drain(feedback);
  feedback.received(1500, 250);
  assert.deepEqual(drain(feedback, 40), [{ base: 1500, packetCount: 1, arrivals: [1] }]);
});

type Packet = { readonly step: number; readonly delayUs: number; readonly tellAfter: boolean };

const traffic = fc.record({
  first: fc.nat(0xffff),
  startUs: fc.nat(2 ** 24 * REFERENCE_US),
  room: fc.integer({ min: 700, max: 1200 }),
  packets: fc.array(
    fc.record({
      // Mostly one after the other, some lost, some late, and sometimes a large gap.
      step: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.integer({ min: -20, max: 700 })),
      delayUs: fc.oneof({ weight: 8, arbitrary: fc.nat(20_000) }, fc.nat(20_000_000)),
      tellAfter: fc.boolean(),
    }),
    { minLength: 1, maxLength: 80 },
  ),
});

test("[RTCP4] whatever arrives in whatever order, everything told is true and nothing is left out", () => {
  fc.assert(
    fc.property(traffic, ({ first, startUs, room, packets }) => {
      const world = new World(first, startUs, room);
      for (const packet of packets) world.play(packet);
      world.tell();
      assert.deepEqual(world.told, world.arrived);
    }),
    { numRuns: 300 },
  );
});

/** Sends packets, remembers when each arrived, and collects what the feedback says of it. */
class World {
  readonly arrived = new Map<number, number>();
  readonly told = new Map<number, number>();
  readonly #feedback = new TransportFeedback();
  readonly #room: number;
  #number: number;
  #nowUs: number;
  #highest: number;

  constructor(first: number, startUs: number, room: number) {
    this.#number = first + 0x1_0000;
    this.#highest = this.#number;
    this.#nowUs = startUs;
    this.#room = room;
  }

  play({ step, delayUs, tellAfter }: Packet): void {
    this.#number = Math.max(this.#number + step, this.#highest - 200, 0x1_0000);
    this.#highest = Math.max(this.#highest, this.#number);
    this.#nowUs += delayUs;
    if (!this.arrived.has(this.#number)) {
      const ticks = Math.floor(this.#nowUs / TICK_US);
      this.arrived.set(this.#number, ticks % 2 ** 32);
    }
    this.#feedback.received(this.#number & 0xffff, this.#nowUs);
    // As often as a server would, so that what is not told yet stays within the window.
    if (tellAfter || step > 100) this.tell();
  }

  tell(): void {
    for (const { base, arrivals } of drain(this.#feedback, this.#room)) {
      for (const [index, ticks] of arrivals.entries()) this.#note((base + index) & 0xffff, ticks);
    }
  }

  #note(number16: number, ticks: number | null): void {
    const below = (this.#highest - number16) & 0xffff;
    const number = this.#highest - below;
    if (ticks === null) assert.ok(!this.arrived.has(number), `${number} is told as lost`);
    else this.told.set(number, (ticks + 2 ** 32) % 2 ** 32);
  }
}
