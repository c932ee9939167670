/**
 * Sends a media worker whatever an authenticated participant could: damaged RTP and RTCP over its
 * own connections, damaged descriptions, and commands in any order. A call of two in the same room
 * has to go on: the process lives, its loop is never held up for long, pictures keep coming, and
 * memory stays bounded. `npm run hunt:fuzz -- 500 42` for 500 rounds with seed 42.
 */
import { setImmediate, setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { residentBytes } from "../media/cpu.ts";
import { enterNamespace } from "../media/namespace.ts";
import { PacketSource } from "../media/packets.ts";
import { ParleyWorker } from "../media/parley.ts";
import { type RawPeer, videoSection } from "../media/raw-peer.ts";
import { asksForKeyframe, isRtcp, receiverFeedback, senderReport } from "../media/reports.ts";
import { hostileCommand, hostileRtcp, hostileRtp } from "./hostile.ts";

const ROUNDS = Number(process.argv[2] ?? 100);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
const PACKETS = 150;
const COMMANDS = 40;
/** What the call sends: 100 packets a second. */
const CALL_TICK_MS = 10;
/** The watcher reports after so many packets that its line is wide. */
const CALL_REPORTS = 25;
/** A description that is as it should be, of somebody who will never connect. */
const ABSENT = {
  ufrag: "absent",
  pwd: "a".repeat(24),
  fingerprint: `sha-256 ${Array.from({ length: 32 }, () => "AB").join(":")}`,
  candidates: [],
};
const MAY = { lagMs: 200, gapMs: 1000, growMb: 60 };

await enterNamespace(import.meta.filename);
process.stdout.write(`seed ${SEED}\n`);
const worker = await ParleyWorker.start();
const worst = { lagMs: 0, gapMs: 0 };
worker.onBeat = ({ loopLagMs }) => (worst.lagMs = Math.max(worst.lagMs, loopLagMs));
worker.onClosed = () => undefined;
await worker.openRoom();
const stopCall = await call();
await round(0);
await setTimeout(2000);
worst.lagMs = 0;
const before = residentBytes(worker.pid) / 1024 / 1024;
for (let count = 1; count <= ROUNDS; count += 1) await round(count);
await setTimeout(3000);
stopCall();
const after = residentBytes(worker.pid) / 1024 / 1024;
process.stdout.write(
  `${ROUNDS} rounds: worst loop lag ${worst.lagMs.toFixed(0)} ms, longest gap in the call ` +
    `${worst.gapMs.toFixed(0)} ms, memory ${before.toFixed(1)} -> ${after.toFixed(1)} MB\n`,
);
await worker.stop();
const isWell = worst.lagMs <= MAY.lagMs && worst.gapMs <= MAY.gapMs;
process.exit(isWell && after - before <= MAY.growMb ? 0 : 1);

/** One who sends and one who watches, and how long nothing arrived. */
async function call(): Promise<() => void> {
  const { peer, id } = await worker.publish(1);
  const watcher = await worker.subscribe([id]);
  const source = new PacketSource(1);
  let isKeyframe = true;
  let received = 0;
  let arrivedAt = performance.now();
  peer.on("packet", (packet) => {
    if (isRtcp(packet) && asksForKeyframe(packet)) isKeyframe = true;
  });
  watcher.on("packet", (packet) => {
    if (isRtcp(packet)) return;
    arrivedAt = performance.now();
    if ((received += 1) % CALL_REPORTS === 0) {
      watcher.send(receiverFeedback(packet.readUInt32BE(8)));
    }
  });
  peer.send(senderReport(1, Date.now()));
  const timer = setInterval(() => {
    worst.gapMs = Math.max(worst.gapMs, performance.now() - arrivedAt);
    const keyframe = isKeyframe && source.atFrameStart;
    if (keyframe) isKeyframe = false;
    peer.send(source.next(keyframe));
  }, CALL_TICK_MS);
  return () => clearInterval(timer);
}

/** Somebody comes, misbehaves in every way, and leaves. */
async function round(count: number): Promise<void> {
  const ssrc = 1000 + count;
  const { peer: up, id } = await worker.publish(ssrc);
  const down = await worker.subscribe([id]);
  const seed = SEED + count;
  const source = new PacketSource(ssrc);
  for (let sent = 0; sent < 16; sent += 1) up.send(source.next(sent === 0));
  const rtp = fc.sample(hostileRtp(source), { numRuns: PACKETS, seed });
  const rtcp = fc.sample(hostileRtcp(ssrc), { numRuns: PACKETS, seed });
  for (const [index, packet] of rtp.entries()) {
    trySend(up, packet);
    trySend(index % 2 === 0 ? up : down, rtcp[index] ?? packet);
    if (index % 10 === 0) await setImmediate();
  }
  const person = worker.personOf(count % 2 === 0 ? up : down);
  const commands = hostileCommand(person, videoSection(ABSENT, ssrc));
  for (const command of fc.sample(commands, { numRuns: COMMANDS, seed })) {
    worker.command(command);
    await setTimeout(2);
  }
  worker.leave(up);
  worker.leave(down);
}

/** What has been closed, or looks wrong to the library itself, does not get through. */
function trySend(peer: RawPeer, packet: Buffer): void {
  try {
    peer.send(packet);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
