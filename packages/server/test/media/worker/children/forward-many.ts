/**
 * Forwards the packets of one publisher to many receivers that take everything, and says how many
 * bytes of the heap that took for each packet that went out. Alone in its process: the heap's
 * counter is for all that runs.
 */
import { getHeapStatistics } from "node:v8";
import { LIMITS } from "@parley/protocol/limits";
import { counting } from "../../../../src/media/worker/counting.ts";
import { Outlet } from "../../../../src/media/worker/outlet.ts";
import { Producer } from "../../../../src/media/worker/producer.ts";
import { ProducerLayer } from "../../../../src/media/worker/producer-layer.ts";
import { PublisherClock } from "../../../../src/media/worker/publisher-clock.ts";
import { StreamStarts } from "../../../../src/media/worker/stream-start.ts";
import { VideoLine } from "../../../../src/media/worker/video-line.ts";
import { OutgoingPacket } from "../../../../src/media/rtp/outgoing-packet.ts";
import { RtpView } from "../../../../src/media/rtp/rtp-view.ts";
import { Vp8View } from "../../../../src/media/rtp/vp8-view.ts";
import { rtpPacket, vp8Payload } from "../../rtp/packets.ts";

const RECEIVERS = 400;
const WARM_UP = 1000;
const PACKETS = 500;

const context = { outgoing: new OutgoingPacket(LIMITS.rtpPacketBytes), counters: counting() };
const incoming = { view: new RtpView(), vp8: new Vp8View() };
const layer = new ProducerLayer({
  ...{ kind: "video", index: 0, ssrc: 0x11223344 },
  ...{ publisher: new PublisherClock(), askKeyframe: () => undefined },
});
const producer = new Producer({
  ...{ trackId: "t", participantId: "p", source: "camera", muted: false, now: 0 },
  binding: { mid: "0", generation: 1 },
});

function addReceiver(): void {
  const outlet = new Outlet(context);
  outlet.open({ send: () => "sent" });
  // Half of all timestamps are beyond what fits into a small integer.
  const start = { ...new StreamStarts().next(), firstTimestamp: 0xf000_0000 };
  const line = new VideoLine(outlet, start, context.counters);
  producer.addConsumer(line);
  line.steer({ layer: 0, temporal: 2, wanted: 1 }, producer, 0);
}

/** Made beforehand: receiving may allocate. */
const packets = Array.from({ length: WARM_UP + PACKETS }, (_, count) => {
  const frame = Math.floor(count / 2);
  const temporal = { id: frame % 2, tl0: (frame >> 1) & 0xff, sync: frame % 2 === 1 };
  const first = count % 2 === 0;
  const payload = vp8Payload({ first, key: count === 0, pictureId: frame & 0x7fff, temporal });
  return rtpPacket({ sequence: count, timestamp: 0xf000_0000 + frame * 3000, payload });
});

function forward(from: number, to: number): void {
  const { view, vp8 } = incoming;
  for (let count = from; count < to; count += 1) {
    const packet = packets[count];
    if (packet === undefined || !view.parse(packet)) throw new Error("not RTP");
    if (!vp8.parse(view.data, view.payloadStart, view.payloadEnd)) throw new Error("not VP8");
    context.outgoing.loadVideo(view, vp8);
    producer.forward(layer, incoming, 1_700_000_000_000.25 + count);
  }
}

for (let count = 0; count < RECEIVERS; count += 1) addReceiver();
forward(0, WARM_UP);
const sentBefore = context.counters.packetsOut;
const before = getHeapStatistics().total_allocated_bytes;
forward(WARM_UP, WARM_UP + PACKETS);
const bytes = getHeapStatistics().total_allocated_bytes - before;
process.stdout.write(JSON.stringify({ sent: context.counters.packetsOut - sentBefore, bytes }));
