import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RtpView } from "../../../src/media/rtp/rtp-view.ts";
import { restore } from "../../../src/media/rtp/rtx.ts";
import { hex, rtpView } from "./packets.ts";

function viewOf(digits: string): RtpView {
  const view = new RtpView();
  assert.ok(view.parse(hex(digits)));
  return view;
}

/** What an RTX packet carries, for SSRC 0x01020304 and type 96. */
function restored(view: RtpView, room = 1500): string {
  const into = Buffer.alloc(room, 0xff);
  return into.toString("hex", 0, restore(view, 0x01020304, 96, into));
}

test("[RTP7] an RTX packet gives back the original (RFC 4588 4)", () => {
  // Marker, type 97, number 5, time 0x0a0b0c0d, SSRC 0x99999999; OSN 0x1234.
  const rtx = viewOf("80 e1 0005 0a0b0c0d 99999999 1234 aabbcc");
  assert.equal(restored(rtx), hex("80 e0 1234 0a0b0c0d 01020304 aabbcc").toString("hex"));
  const plain = viewOf("80 61 0005 0a0b0c0d 99999999 ffff aa");
  assert.equal(restored(plain), hex("80 60 ffff 0a0b0c0d 01020304 aa").toString("hex"));
});

test("[RTP7] CSRCs and extensions stay, padding goes", () => {
  const header = "0a0b0c0d 99999999 00000007 bede 0001 10aa0000";
  const rtx = viewOf(`b1 61 0005 ${header} 1234 aabb 000003`);
  const expected = "91 60 1234 0a0b0c0d 01020304 00000007 bede 0001 10aa0000 aabb";
  assert.equal(restored(rtx), hex(expected).toString("hex"));
});

test("[RTP2] an RTX packet of padding, without a payload or cut off carries nothing", () => {
  assert.equal(restored(viewOf("a0 61 0005 0a0b0c0d 99999999 00000004")), "");
  assert.equal(restored(viewOf("80 61 0005 0a0b0c0d 99999999")), "");
  assert.equal(restored(viewOf("80 61 0005 0a0b0c0d 99999999 12")), "");
  assert.equal(restored(viewOf("80 61 0005 0a0b0c0d 99999999 1234")), "");
  assert.equal(restored(viewOf("a0 61 0005 0a0b0c0d 99999999 1234 01")), "");
});

test("[RTP9] what does not fit is not written", () => {
  const rtx = rtpView({ payload: hex("1234 aabb") });
  assert.equal(restored(rtx, 13), "");
  assert.equal(restored(rtx, 14).length, 28);
});

test("[RTP1] whatever an RTX packet is made of, its original can be read", () => {
  const into = Buffer.alloc(40);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 50 }), fc.nat(3), (bytes, csrcs) => {
      const data = Buffer.from(bytes);
      data[0] = 0x80 | ((data[0] ?? 0) & 0x30) | csrcs;
      const view = new RtpView();
      if (!view.parse(data)) return;
      const length = restore(view, 1, 96, into);
      if (length === 0) return;
      const original = new RtpView();
      assert.ok(original.parse(into, length));
      assert.equal(original.sequenceNumber, data.readUInt16BE(view.payloadStart));
      const payload = data.subarray(view.payloadStart + 2, view.payloadEnd);
      assert.deepEqual(into.subarray(original.payloadStart, original.payloadEnd), payload);
    }),
    { numRuns: 200 },
  );
});
