import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { Vp8View } from "../../../src/media/rtp/vp8-view.ts";
import type { RtpView } from "../../../src/media/rtp/rtp-view.ts";
import { PublishedStream } from "./published-stream.ts";
import { type Client, World } from "./world.ts";

const SECTIONS = [
  { mid: "0", kind: "audio" },
  { mid: "1", kind: "video", rids: ["q", "h", "f"] },
] as const;

const LAYERS = ["q", "h", "f"] as const;
export type Layers = Record<(typeof LAYERS)[number], PublishedStream>;

/** The streams of a publisher with a microphone (mid 0) and a camera (mid 1). */
export function publishedStreams(firstSsrc: number): { mic: PublishedStream; layers: Layers } {
  const video = (rid: string, index: number) =>
    new PublishedStream(
      { kind: "video", mid: "1", rid, ssrc: firstSsrc + 1 + index },
      { sequence: 1000 * (index + 1), timestamp: 77_777 * (index + 1) },
    );
  const mic = new PublishedStream({ kind: "audio", mid: "0", ssrc: firstSsrc });
  return { mic, layers: { q: video("q", 0), h: video("h", 1), f: video("f", 2) } };
}

/** Ann publishes "mic" and "cam", and bob receives them. */
export async function call(t: TestContext) {
  const world = await World.open(t);
  const ann = await world.join(t, "ann");
  const bob = await world.join(t, "bob");
  await ann.openUp(SECTIONS);
  ann.publish("mic", "mic", "0");
  ann.publish("cam", "camera", "1");
  bob.takeChange();
  const of = (trackId: string) => bob.ssrcs(bob.line(trackId).mid);
  const cam = of("cam");
  assert(cam.rtx !== null);
  const to = { mic: of("mic").ssrc, cam: cam.ssrc, rtx: cam.rtx };
  return { world, ann, bob, ...publishedStreams(1111), to };
}

export type Call = Awaited<ReturnType<typeof call>>;

/** Sends a frame of a layer that the worker forwards. */
export const send = ({ ann, bob, to }: Call, packet: Buffer): Promise<RtpView> =>
  ann.sendTo(bob, packet, to.cam);

/** Both sides have come so far that packets of every layer were taken in. */
export async function settle({ world, ann }: { world: World; ann: Client }, packets: Buffer[]) {
  const { packetsIn } = world.report.total;
  for (const packet of packets) ann.up.send(packet);
  await world.until(() => world.report.total.packetsIn === packetsIn + packets.length);
}

export function vp8Of(view: RtpView): Vp8View {
  const vp8 = new Vp8View();
  assert(vp8.parse(view.data, view.payloadStart, view.payloadEnd));
  return vp8;
}
