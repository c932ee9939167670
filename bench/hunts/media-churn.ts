/**
 * Joins and leaves a media worker thousands of times, each with a real connection up and one down,
 * and looks at what is left: memory, threads and open files must stay as they were.
 * `npm run hunt:churn -- 10000` for more than 2,000 joins.
 */
import { setImmediate, setTimeout } from "node:timers/promises";
import { residentBytes, resourcesOf } from "../media/cpu.ts";
import { enterNamespace } from "../media/namespace.ts";
import { PacketSource } from "../media/packets.ts";
import { ParleyWorker } from "../media/parley.ts";

const JOINS = Number(process.argv[2] ?? 2000);
/** What the runtime sets up once is there after these. */
const WARM_UP = 400;
const AT_ONCE = 4;
const PACKETS = 40;
const MAY_GROW_MB = 10;
/**
 * How long it rests before it is looked at. The heap is collected when its process pleases: what
 * counts is the least memory of that time.
 */
const REST_MS = 15_000;
const LOOKS = 60;

await enterNamespace(import.meta.filename);
const worker = await ParleyWorker.start();
// Of those who leave, the connection may be seen to end before the room says so.
worker.onClosed = () => undefined;
await worker.openRoom();
await churn(WARM_UP);
const before = await look();
await churn(JOINS);
const after = await look();
const grownMb = after.mb - before.mb;
const steady = after.threads <= before.threads && after.files <= before.files;
process.stdout.write(
  `${JOINS} joins and leaves: memory ${before.mb.toFixed(1)} -> ${after.mb.toFixed(1)} MB, threads ` +
    `${before.threads} -> ${after.threads}, open files ${before.files} -> ${after.files}\n`,
);
await worker.stop();
process.exit(grownMb < MAY_GROW_MB && steady ? 0 : 1);

/** Several come and go at a time, so that they also see one another. */
async function churn(joins: number): Promise<void> {
  let left = joins;
  const comeAndGo = async () => {
    while (left > 0) {
      left -= 1;
      await visit(left + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, comeAndGo));
}

async function visit(ssrc: number): Promise<void> {
  const { peer: up, id } = await worker.publish(ssrc);
  const down = await worker.subscribe([id]);
  const source = new PacketSource(ssrc);
  for (let i = 0; i < PACKETS; i += 1) {
    up.send(source.next(i === 0));
    await setImmediate();
  }
  worker.leave(up);
  worker.leave(down);
}

async function look() {
  let bytes = Infinity;
  for (let count = 0; count < LOOKS; count += 1) {
    await setTimeout(REST_MS / LOOKS);
    bytes = Math.min(bytes, residentBytes(worker.pid));
  }
  return { mb: bytes / 1024 / 1024, ...resourcesOf(worker.pid) };
}
