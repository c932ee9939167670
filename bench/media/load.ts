import { cpuMs, residentBytes } from "./cpu.ts";
import { PacketSource, ageOf } from "./packets.ts";
import type { RawPeer } from "./raw-peer.ts";
import { asksForKeyframe, isRtcp, receiverFeedback, senderReport } from "./reports.ts";
import type { Sfu } from "./sfu.ts";

export type Shape = {
  readonly publishers: number;
  /** Who only receives, beside the publishers, who receive one another. */
  readonly watchers: number;
  readonly packetsPerSecond: number;
};

export type Measured = {
  readonly perSecond: number;
  readonly cpuUs: number;
  /** Of all packets that were to arrive. */
  readonly arrived: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly residentMb: number;
};

/** After about twenty seconds V8 compiles nothing more: what a worker costs for the rest of its life. */
const WARM_UP_MS = 20_000;
const MEASURE_MS = 8000;
const TICK_MS = 1;

type Publisher = { readonly peer: RawPeer; readonly source: PacketSource; keyframe: boolean };

/** Puts this load on an SFU and says what forwarding one packet costs it. */
export async function measure(sfu: Sfu, shape: Shape): Promise<Measured> {
  await sfu.openRoom();
  const publishers: Publisher[] = [];
  const ids: string[] = [];
  for (let i = 0; i < shape.publishers; i += 1) {
    const ssrc = 1000 + i;
    const { peer, id } = await sfu.publish(ssrc);
    const publisher = { peer, source: new PacketSource(ssrc), keyframe: true };
    peer.on("packet", (packet) => {
      if (isRtcp(packet) && asksForKeyframe(packet)) publisher.keyframe = true;
    });
    publishers.push(publisher);
    ids.push(id);
  }
  const receivers = await subscribeAll(sfu, shape, ids);
  return await run(sfu, shape, publishers, receivers);
}

/** In a meeting the publishers receive too: each has a connection for what the others send. */
async function subscribeAll(sfu: Sfu, shape: Shape, ids: readonly string[]): Promise<RawPeer[]> {
  const receivers: RawPeer[] = [];
  if (shape.publishers > 1) {
    for (const own of ids) receivers.push(await sfu.subscribe(ids.filter((id) => id !== own)));
  }
  for (let i = 0; i < shape.watchers; i += 1) receivers.push(await sfu.subscribe(ids));
  return receivers;
}

/** Streams that each packet of a publisher becomes. */
export function fanOut({ publishers, watchers }: Shape): number {
  return publishers - 1 + watchers;
}

async function run(
  sfu: Sfu,
  shape: Shape,
  publishers: readonly Publisher[],
  receivers: readonly RawPeer[],
): Promise<Measured> {
  const tally = new Tally();
  for (const receiver of receivers) receiver.on("packet", (packet) => tally.note(packet));
  const perPublisher = shape.packetsPerSecond / (shape.publishers * fanOut(shape));
  const pump = new Pump(publishers, receivers, perPublisher);
  await pump.run(WARM_UP_MS);
  tally.begin();
  const sentBefore = pump.sent;
  const cpuBefore = cpuMs(sfu.pid);
  const began = performance.now();
  await pump.run(MEASURE_MS);
  const elapsed = performance.now() - began;
  const cpu = cpuMs(sfu.pid) - cpuBefore;
  const expected = (pump.sent - sentBefore) * fanOut(shape);
  const measured = {
    perSecond: (tally.count * 1000) / elapsed,
    cpuUs: (cpu * 1000) / tally.count,
    arrived: tally.count / expected,
    latencyMs: tally.latency(),
    residentMb: residentBytes(sfu.pid) / 1024 / 1024,
  };
  for (const { peer } of publishers) peer.close();
  for (const peer of receivers) peer.close();
  return measured;
}

/** Sends at a steady rate: what is due since the last tick, spread over the publishers. */
class Pump {
  readonly #publishers: readonly Publisher[];
  readonly #receivers: readonly RawPeer[];
  readonly #perSecond: number;
  readonly #ssrcs = new Map<RawPeer, number>();
  sent = 0;

  constructor(
    publishers: readonly Publisher[],
    receivers: readonly RawPeer[],
    packetsPerSecond: number,
  ) {
    this.#publishers = publishers;
    this.#receivers = receivers;
    this.#perSecond = packetsPerSecond;
    for (const receiver of receivers) {
      receiver.on("packet", (packet) => {
        if (!isRtcp(packet)) this.#ssrcs.set(receiver, packet.readUInt32BE(8));
      });
    }
  }

  run(forMs: number): Promise<void> {
    const began = performance.now();
    const sent = this.#publishers.map(() => 0);
    let lastReport = -Infinity;
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        const elapsed = performance.now() - began;
        this.#sendDue(Math.min(elapsed, forMs), sent);
        if (elapsed - lastReport >= 1000) {
          lastReport = elapsed;
          this.#report();
        }
        if (elapsed < forMs) return;
        clearInterval(timer);
        resolve();
      }, TICK_MS);
    });
  }

  /** Publishers send one after the other: no two cameras of a meeting are in step. */
  #sendDue(elapsed: number, sent: number[]): void {
    const due = (elapsed * this.#perSecond) / 1000;
    for (const [index, publisher] of this.#publishers.entries()) {
      const own = Math.floor(due - index / this.#publishers.length);
      for (let count = sent[index] ?? 0; count < own; count += 1) this.#send(publisher);
      sent[index] = Math.max(own, sent[index] ?? 0);
    }
  }

  #send(publisher: Publisher): void {
    const keyframe = publisher.keyframe && publisher.source.atFrameStart;
    if (keyframe) publisher.keyframe = false;
    publisher.peer.send(publisher.source.next(keyframe));
    this.sent += 1;
  }

  #report(): void {
    for (const { peer, source } of this.#publishers) {
      peer.send(senderReport(source.ssrc, Date.now()));
    }
    for (const peer of this.#receivers) {
      peer.send(receiverFeedback(this.#ssrcs.get(peer) ?? 0));
    }
  }
}

/** What arrived, and how old it was. */
class Tally {
  #ages = new Float64Array(1_000_000);
  count = 0;

  begin(): void {
    this.count = 0;
  }

  note(packet: Buffer): void {
    if (isRtcp(packet)) return;
    const age = ageOf(packet);
    if (age === null) return;
    this.#ages[this.count % this.#ages.length] = age;
    this.count += 1;
  }

  latency(): { p50: number; p99: number } {
    const ages = this.#ages.subarray(0, Math.min(this.count, this.#ages.length)).toSorted();
    const at = (part: number) => ages[Math.floor(ages.length * part)] ?? NaN;
    return { p50: at(0.5), p99: at(0.99) };
  }
}
