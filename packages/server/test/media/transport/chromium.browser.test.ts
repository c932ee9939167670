import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DOWN } from "../../../src/media/sdp/codecs.ts";
import type { DownLine } from "../../../src/media/sdp/down-offer.ts";
import { parseDownAnswer } from "../../../src/media/sdp/down-answer.ts";
import { ChromiumClient } from "../support/chromium-client.ts";
import { remoteOf, rtp, Transports, Watch } from "../support/transports.ts";

let client: ChromiumClient;
let transports: Transports;

before(async () => {
  [client, transports] = await Promise.all([ChromiumClient.open(), Transports.open()]);
});

after(async () => {
  await client.close();
  transports.close();
  assert.deepEqual(transports.errors, []);
});

/** Resolves when a packet of each of these payload types was received. */
async function arrive(watch: Watch, payloadTypes: readonly number[]): Promise<void> {
  const missing = new Set(payloadTypes);
  while (missing.size > 0) missing.delete((await watch.packet).readUInt8(1) & 0x7f);
}

test("[SDP6] Chromium's microphone and camera arrive as it sent them", async () => {
  const watch = new Watch();
  const connection = await client.send();
  const { answer } = transports.accept(await client.offer(connection), watch);
  await client.accept(connection, answer);
  await watch.connected;
  // A sender report has the payload type 200, which is 72 without the marker bit.
  await arrive(watch, [111, 96, 72]);
});

const MIC: DownLine = {
  mid: "0",
  kind: "audio",
  active: false,
  stereo: false,
  ssrc: 1001,
  rtxSsrc: null,
  cname: "ann",
  msid: "ann",
};
const CAMERA: DownLine = { ...MIC, mid: "1", kind: "video", ssrc: 1002, rtxSsrc: 1003 };
const SOUND: DownLine = { ...MIC, mid: "2", stereo: true, ssrc: 1004, msid: "screen" };

test("[SDP6] Chromium is connected while all lines are free, and gets what is sent on them", async () => {
  const watch = new Watch();
  const connection = await client.receive();
  const { transport, offer } = transports.offer([MIC, CAMERA], watch);
  transport.answered(remoteOf(await client.answer(connection, offer)));
  await watch.connected;
  const lines = [MIC, CAMERA, SOUND].map((line) => ({ ...line, active: true }));
  const again = transports.offerAgain(transport, lines, 2);
  const answer = parseDownAnswer(await client.answer(connection, again));
  assert(answer.ok);
  assert.deepEqual(answer.value.receiving, new Set(["0", "1", "2"]));
  for (let sequence = 1; sequence <= 5; sequence += 1) {
    for (const { kind, ssrc } of lines) {
      const pt = kind === "audio" ? DOWN.opus : DOWN.vp8;
      assert.equal(transport.send(rtp({ pt, sequence, ssrc })), "sent");
    }
  }
  await Promise.all(lines.map(({ ssrc }) => client.received(connection, ssrc, 5)));
});

test("[SDP8] a connection that Chromium closes is closed here, too, and can be made anew", async () => {
  for (let turn = 1; turn <= 2; turn += 1) {
    const watch = new Watch();
    const connection = await client.send();
    const { transport, answer } = transports.accept(await client.offer(connection), watch);
    await client.accept(connection, answer);
    await watch.connected;
    await client.hangUp(connection);
    assert.equal(await watch.closed, "remote");
    assert.equal(transport.state, "closed");
  }
});
