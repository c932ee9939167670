import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Vp8View } from "../../../src/media/rtp/vp8-view.ts";
import { hex } from "./packets.ts";

/** Parses a descriptor that lies behind three other bytes and is followed by an interframe's byte. */
function parsed(descriptor: string, payload = "01"): Vp8View {
  const view = new Vp8View();
  const data = hex(`ffffff ${descriptor} ${payload}`);
  assert.ok(view.parse(data, 3, data.length), descriptor);
  return view;
}

test("[RTP2] the one-byte descriptor (RFC 7741 4.2)", () => {
  const view = parsed("10");
  assert.equal(view.startOfFrame, true);
  assert.equal(view.headerLength, 1);
  assert.deepEqual([view.pictureId, view.pictureIdBits, view.pictureIdOffset], [-1, 0, 0]);
  assert.deepEqual([view.tl0PicIdx, view.tl0Offset], [-1, 0]);
  assert.deepEqual([view.temporalId, view.layerSync], [0, false]);
});

test("[RTP2] the picture id has 7 or 15 bits (RFC 7741 4.2)", () => {
  const short = parsed("90 80 7f");
  assert.deepEqual([short.pictureId, short.pictureIdBits, short.pictureIdOffset], [127, 7, 5]);
  assert.equal(short.headerLength, 3);
  const long = parsed("90 80 9234");
  assert.deepEqual([long.pictureId, long.pictureIdBits, long.pictureIdOffset], [0x1234, 15, 5]);
  assert.equal(long.headerLength, 4);
});

test("[RTP2] every combination of I, L, T and K (RFC 7741 4.2)", () => {
  for (let flags = 0; flags < 16; flags++) {
    const [i, l, tk] = [flags >= 8, (flags & 4) !== 0, (flags & 3) !== 0];
    const fields = `${i ? "8105" : ""}${l ? "2a" : ""}${tk ? "a7" : ""}`;
    const view = parsed(`80 ${flags.toString(16)}0 ${fields}`);
    const tl0At = l ? 5 + (i ? 2 : 0) : 0;
    assert.equal(view.headerLength, 2 + fields.length / 2, `flags ${flags}`);
    assert.deepEqual([view.pictureId, view.pictureIdOffset], i ? [0x105, 5] : [-1, 0]);
    assert.deepEqual([view.tl0PicIdx, view.tl0Offset], [l ? 0x2a : -1, tl0At]);
    const t = (flags & 2) !== 0;
    assert.deepEqual([view.temporalId, view.layerSync], t ? [2, true] : [0, false]);
    assert.equal(view.startOfFrame, false);
  }
});

test("[RTP2] a layer sync is the Y bit alone", () => {
  assert.deepEqual([parsed("80 20 40").temporalId, parsed("80 20 40").layerSync], [1, false]);
  assert.deepEqual([parsed("80 20 60").temporalId, parsed("80 20 60").layerSync], [1, true]);
});

test("[RTP2] a keyframe is told by the first packet's P bit alone (RFC 7741 4.3)", () => {
  assert.equal(parsed("10", "00").keyframe, true);
  assert.equal(parsed("90 e0 8001 01 00", "50").keyframe, true);
  assert.equal(parsed("10", "01").keyframe, false);
  assert.equal(parsed("00", "00").keyframe, false);
  assert.equal(parsed("11", "00").keyframe, false);
  assert.equal(parsed("17", "00").startOfFrame, false);
  // The reserved bit and N say nothing of it.
  assert.equal(parsed("70", "00").keyframe, true);
});

test("[RTP2] a view used again forgets the packet before", () => {
  const view = parsed("90 e0 8001 01 e0", "00");
  assert.ok(view.parse(hex("00 01"), 0, 2));
  assert.deepEqual(view, parsed("00"));
});

test("[RTP1] every descriptor that is cut off is refused, also where bytes follow it", () => {
  for (const whole of [
    "10",
    "90 80 05",
    "90 80 8123",
    "90 40 01",
    "90 20 60",
    "90 f0 8001 02 e0",
  ]) {
    const data = hex(`${whole} 00 9090909090`);
    const length = data.length - 6;
    for (let end = 0; end <= length; end++) {
      assert.equal(new Vp8View().parse(data, 0, end), false, `${whole}, ${end} bytes`);
    }
    assert.ok(new Vp8View().parse(data, 0, length + 1));
  }
});

test("[RTP1] a range outside the data is refused", () => {
  const data = hex("10 00");
  assert.equal(new Vp8View().parse(data, 0, 3), false);
  assert.equal(new Vp8View().parse(data, -1, 2), false);
  assert.equal(new Vp8View().parse(data, 2, 1), false);
});

test("[RTP1] whatever bytes come, a descriptor never throws and never reaches outside", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 10 }), fc.nat(10), fc.nat(12), (bytes, start, end) => {
      const view = new Vp8View();
      if (!view.parse(Buffer.from(bytes), start, end)) return;
      assert.ok(view.headerLength > 0 && start + view.headerLength < end);
      const idEnd = view.pictureIdOffset + Math.ceil(view.pictureIdBits / 8);
      assert.ok(idEnd <= start + view.headerLength);
      assert.ok(view.tl0Offset < start + view.headerLength);
    }),
    { numRuns: 500 },
  );
});
