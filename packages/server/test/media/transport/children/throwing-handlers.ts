/**
 * Every handler throws. Prints, as JSON, how often each was called and what was reported, and ends by
 * itself: an exception in a native callback would end the process before that.
 */
import { NdcPeer } from "../../support/ndc-peer.ts";
import { rtp, Transports, Watch } from "../../support/transports.ts";

const transports = await Transports.open();
const watch = new Watch();
const handlers = Object.assign(new Watch(), {
  onConnected: () => {
    watch.onConnected();
    throw new Error("onConnected");
  },
  onPacket: (data: Buffer) => {
    watch.onPacket(data);
    throw new Error("onPacket");
  },
});
const peer = NdcPeer.offering([{ mid: "0", kind: "audio", ssrc: 501 }]);
const { transport, answer } = transports.accept(peer.description, handlers);
peer.accept(answer);
await Promise.all([peer.connected, watch.connected]);
for (const sequence of [1, 2, 3]) {
  const packet = watch.packet;
  peer.send(rtp({ pt: 111, sequence, ssrc: 501 }));
  await packet;
}
const { state } = transport;
transports.close();
peer.close();
process.stdout.write(
  JSON.stringify({ events: watch.events, errors: transports.errors.map(String), state }),
);
