import { STATUS, mostChunkBytes, writeChunks } from "./feedback-chunks.ts";
import { RTCP } from "./rtcp-records.ts";
import { seqDiff } from "./sequence.ts";

/** Numbers that are remembered; a power of two, so that it divides 65,536. */
const WINDOW = 2048;
/** A packet that comes this many numbers after its report went out is reported once more. */
const LATE = 256;
const TICK_US = 250;
/** The reference time counts in 64 ms. */
const TICKS_PER_REFERENCE = 256;
/** Header, two SSRCs, base sequence number, status count, reference time, packet count. */
const FIXED_BYTES = 20;

/** What one feedback packet is going to say: so many statuses from `base` on. */
type Plan = { base: number; count: number; referenceTicks: number };

/** Used by whoever writes at the moment. */
const statuses = new Uint8Array(WINDOW);

/**
 * Tells a sender when each packet of its transport arrived
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01). Every packet counts that carries a
 * transport-wide number, whatever stream it is of.
 *
 * What is missing is reported as lost. A packet that arrives after that, out of order, makes the
 * next feedback begin with it, and so repeat what was said of those behind it; libwebrtc does
 * the same, and senders ignore what they know. Numbers that jump by more than the window begin a
 * new history; what is in between is never reported.
 */
export class TransportFeedback {
  /** Arrival in 250 µs by number modulo the window; -1: did not arrive. */
  readonly #arrivals = new Float64Array(WINDOW).fill(-1);
  /** Extended numbers: the first that is not reported yet, and the one behind the highest. */
  #next = 0;
  #end = -1;
  #packetCount = 0;

  received(transportSequence: number, arrivalUs: number): void {
    const number =
      this.#end < 0
        ? transportSequence + 0x1_0000
        : this.#end - 1 + seqDiff(transportSequence, (this.#end - 1) & 0xffff);
    if (this.#end < 0 || number - this.#end >= WINDOW) this.#beginAt(number);
    else if (number >= this.#end) this.#extendTo(number);
    else if (!this.#reopenAt(number)) return;
    this.#arrivals[number % WINDOW] = Math.floor(arrivalUs / TICK_US);
  }

  /**
   * Writes feedback for everything since the last call, in as many RTCP packets as it takes and as
   * there is room for; the rest waits for the next call. Gives the length, 0 when there was
   * nothing. 1,200 bytes hold any one packet.
   */
  write(into: Buffer, senderSsrc: number, mediaSsrc: number): number {
    let at = 0;
    while (this.#next < this.#end) {
      const plan = this.#plan(into.length - at);
      if (plan === null) break;
      const packetEnd = this.#writePacket(into, at, plan);
      into.writeUInt32BE(senderSsrc, at + 4);
      into.writeUInt32BE(mediaSsrc, at + 8);
      at = packetEnd;
    }
    return at;
  }

  #beginAt(number: number): void {
    this.#arrivals.fill(-1);
    this.#next = number;
    this.#end = number + 1;
  }

  #extendTo(number: number): void {
    for (let gap = this.#end; gap < number; gap += 1) this.#arrivals[gap % WINDOW] = -1;
    this.#end = number + 1;
    this.#next = Math.max(this.#next, this.#end - WINDOW);
  }

  /** Whether a number that was passed already is still worth a report: the first arrival counts. */
  #reopenAt(number: number): boolean {
    if (number < 0 || number < this.#end - WINDOW || number < this.#next - LATE) return false;
    if (this.#arrivalOf(number) >= 0) return false;
    this.#next = Math.min(this.#next, number);
    return true;
  }

  #arrivalOf(number: number): number {
    return this.#arrivals[number % WINDOW] ?? -1;
  }

  /** Null when not even one arrival fits. The highest number arrived, so there is always one. */
  #plan(room: number): Plan | null {
    let first = this.#next;
    while (this.#arrivalOf(first) < 0) first += 1;
    const plan = this.#planFrom(this.#next, first, room);
    // Only in a tiny buffer: losses that leave no room for the arrival behind them stay untold.
    return plan.count > 0 ? plan : this.#onlyIfAny(this.#planFrom(first, first, room));
  }

  #onlyIfAny(plan: Plan): Plan | null {
    return plan.count > 0 ? plan : null;
  }

  /** As many statuses as fit; the last one is of a packet that arrived. */
  #planFrom(base: number, firstArrival: number, room: number): Plan {
    const reference = Math.floor(this.#arrivalOf(firstArrival) / TICKS_PER_REFERENCE);
    const plan = { base, count: 0, referenceTicks: reference * TICKS_PER_REFERENCE };
    let previous = plan.referenceTicks;
    let deltaBytes = 0;
    for (let number = base; number < this.#end; number += 1) {
      const arrival = this.#arrivalOf(number);
      const status = arrival < 0 ? STATUS.lost : statusOf(arrival - previous);
      deltaBytes += status ?? 0;
      const count = number - base + 1;
      if (status === null || packetBytes(count, deltaBytes) > room) break;
      statuses[count - 1] = status;
      if (arrival < 0) continue;
      plan.count = count;
      previous = arrival;
    }
    return plan;
  }

  #writePacket(into: Buffer, at: number, plan: Plan): number {
    into.writeUInt8(0x80 | RTCP.transportWide, at);
    into.writeUInt8(RTCP.transportFeedback, at + 1);
    into.writeUInt16BE(plan.base & 0xffff, at + 12);
    into.writeUInt16BE(plan.count, at + 14);
    into.writeUIntBE((plan.referenceTicks / TICKS_PER_REFERENCE) % 2 ** 24, at + 16, 3);
    into.writeUInt8(this.#packetCount, at + 19);
    const chunksEnd = writeChunks(into, at + FIXED_BYTES, statuses, plan.count);
    const contentEnd = this.#writeDeltas(into, chunksEnd, plan);
    const end = at + ((contentEnd - at + 3) & ~3);
    into.fill(0, contentEnd, end);
    into.writeUInt16BE((end - at) / 4 - 1, at + 2);
    this.#packetCount = (this.#packetCount + 1) & 0xff;
    this.#next = plan.base + plan.count;
    return end;
  }

  #writeDeltas(into: Buffer, offset: number, plan: Plan): number {
    let at = offset;
    let previous = plan.referenceTicks;
    for (let index = 0; index < plan.count; index += 1) {
      const status = statuses[index];
      if (status === STATUS.lost) continue;
      const arrival = this.#arrivalOf(plan.base + index);
      const delta = arrival - previous;
      at = status === STATUS.smallDelta ? into.writeUInt8(delta, at) : into.writeInt16BE(delta, at);
      previous = arrival;
    }
    return at;
  }
}

/** A status is also the number of bytes its delta takes. Null: too far apart for one packet. */
function statusOf(deltaTicks: number): number | null {
  if (deltaTicks >= 0 && deltaTicks <= 0xff) return STATUS.smallDelta;
  return deltaTicks >= -0x8000 && deltaTicks <= 0x7fff ? STATUS.largeDelta : null;
}

function packetBytes(count: number, deltaBytes: number): number {
  return (FIXED_BYTES + mostChunkBytes(count) + deltaBytes + 3) & ~3;
}
