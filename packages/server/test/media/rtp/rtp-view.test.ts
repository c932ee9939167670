import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RtpView, isRtcp } from "../../../src/media/rtp/rtp-view.ts";
import { hex } from "./packets.ts";

/** RFC 3550 5.1: version 2, marker, type 96, number 0x1234, time 0x01020304, SSRC 0x0a0b0c0d. */
const FIXED = "e0 1234 01020304 0a0b0c0d";

function parsed(digits: string): RtpView {
  const view = new RtpView();
  assert.ok(view.parse(hex(digits)), digits);
  return view;
}

function refused(digits: string): void {
  assert.equal(new RtpView().parse(hex(digits)), false, digits);
}

/** Where an element is and its bytes; null: there is none. */
function element(view: RtpView, id: number): [number, string] | null {
  const at = view.findExtension(id);
  if (at === 0) return null;
  return [at, view.data.toString("hex", at, at + view.extensionLength)];
}

function payload(view: RtpView): string {
  return view.data.toString("hex", view.payloadStart, view.payloadEnd);
}

test("[RTP2] the fixed header (RFC 3550 5.1)", () => {
  const view = parsed(`80 ${FIXED} aabb`);
  assert.equal(view.marker, true);
  assert.equal(view.payloadType, 96);
  assert.equal(view.sequenceNumber, 0x1234);
  assert.equal(view.timestamp, 0x01020304);
  assert.equal(view.ssrc, 0x0a0b0c0d);
  assert.equal(view.length, 14);
  assert.equal(payload(view), "aabb");
  assert.equal(parsed(`80 60 1234 01020304 0a0b0c0d`).marker, false);
  assert.equal(parsed(`80 60 ffff ffffffff ffffffff`).timestamp, 0xffff_ffff);
});

test("[RTP2] CSRCs are passed over (RFC 3550 5.1)", () => {
  assert.equal(payload(parsed(`82 ${FIXED} 00000001 00000002 aabb`)), "aabb");
  assert.equal(payload(parsed(`8f ${FIXED} ${"00000001".repeat(15)} aa`)), "aa");
});

test("[RTP2] padding is no payload, and padding that cannot be is refused (RFC 3550 5.1)", () => {
  assert.equal(payload(parsed(`a0 ${FIXED} aabb 000003`)), "aabb");
  assert.equal(payload(parsed(`a0 ${FIXED} aabb 01`)), "aabb");
  const only = parsed(`a0 ${FIXED} 00000004`);
  assert.equal(only.payloadEnd, only.payloadStart);
  refused(`a0 ${FIXED} 00000005`);
  refused(`a0 ${FIXED} aabb00`);
  refused(`a0 ${FIXED}`);
});

test("[RTP2] one-byte header extensions (RFC 8285 4.2)", () => {
  // Id 1 with one byte, padding, id 2 with two, id 14 with sixteen, padding.
  const elements = `10 aa 00 21 bbcc ef ${"dd".repeat(16)} 00`;
  const view = parsed(`90 ${FIXED} bede 0006 ${elements} 77`);
  assert.deepEqual(element(view, 1), [17, "aa"]);
  assert.deepEqual(element(view, 2), [20, "bbcc"]);
  assert.deepEqual(element(view, 14), [23, "dd".repeat(16)]);
  assert.equal(element(view, 3), null);
  assert.equal(element(view, 0), null);
  assert.equal(view.extensionLength, 0);
  assert.equal(payload(view), "77");
});

test("[RTP2] id 15 ends one-byte extensions, and so does id 0 with a length (RFC 8285 4.2)", () => {
  const view = parsed(`90 ${FIXED} bede 0002 10 aa f0 bb 20 cc 0000`);
  assert.deepEqual(element(view, 1), [17, "aa"]);
  assert.equal(element(view, 15), null);
  assert.equal(element(view, 2), null);
  const zero = parsed(`90 ${FIXED} bede 0002 10 aa 01 bbbb 20 cc 00`);
  assert.deepEqual(element(zero, 1), [17, "aa"]);
  assert.equal(element(zero, 2), null);
});

test("[RTP2] two-byte header extensions, also empty ones and large ids (RFC 8285 4.3)", () => {
  const elements = `01 00 00 0f 02 aabb c8 01 cc 00 00`;
  for (const profile of ["1000", "1005", "100f"]) {
    const view = parsed(`91 ${FIXED} 99999999 ${profile} 0003 ${elements} 77`);
    assert.deepEqual(element(view, 1), [22, ""]);
    assert.deepEqual(element(view, 15), [25, "aabb"]);
    assert.deepEqual(element(view, 200), [29, "cc"]);
    assert.equal(element(view, 3), null);
    assert.equal(payload(view), "77");
  }
});

test("[RTP2] an element that does not fit its extension is absent", () => {
  assert.equal(element(parsed(`90 ${FIXED} bede 0001 13 aabbcc dd`), 1), null);
  assert.equal(element(parsed(`90 ${FIXED} bede 0001 000000 10 dd`), 1), null);
  assert.equal(element(parsed(`90 ${FIXED} 1000 0001 01 03 aabb cc`), 1), null);
  assert.equal(element(parsed(`90 ${FIXED} 1000 0001 000000 01 00`), 1), null);
});

test("[RTP2] an unknown extension is passed over, and the one before is forgotten", () => {
  const view = parsed(`90 ${FIXED} bede 0001 10 aa 0000 77`);
  assert.ok(view.parse(hex(`90 ${FIXED} 2000 0001 10 aa 0000 77`)));
  assert.equal(element(view, 1), null);
  assert.equal(payload(view), "77");
  assert.ok(view.parse(hex(`80 ${FIXED} 10aa0000`)));
  assert.equal(element(view, 1), null);
});

test("[RTP1] what is cut off or of another version is refused", () => {
  refused("");
  refused(`80 e0 1234 01020304 0a0b0c`);
  refused(`00 ${FIXED} aa`);
  refused(`40 ${FIXED} aa`);
  refused(`c0 ${FIXED} aa`);
  refused(`81 ${FIXED} 000000`);
  refused(`90 ${FIXED}`);
  refused(`90 ${FIXED} bede 00`);
  refused(`90 ${FIXED} bede 0001 000000`);
  refused(`90 ${FIXED} bede ffff 00000000`);
});

test("[RTP1] only so much of the buffer counts as said", () => {
  const data = hex(`90 ${FIXED} bede 0001 10 aa 0000 7777`);
  const view = new RtpView();
  assert.ok(view.parse(data, 21));
  assert.equal(payload(view), "77");
  assert.equal(view.parse(data, 19), false);
  assert.equal(view.parse(data, data.length + 1), false);
  assert.equal(view.parse(data, -1), false);
});

test("RTCP is told from RTP by its packet type (RFC 5761 4)", () => {
  assert.equal(isRtcp(hex("80c8 0001 00000000")), true);
  assert.equal(isRtcp(hex("81cd 0001 00000000")), true);
  assert.equal(isRtcp(hex("80c0 0000")), true);
  assert.equal(isRtcp(hex("80df 0000")), true);
  assert.equal(isRtcp(hex("80bf 0000")), false);
  assert.equal(isRtcp(hex("80e0 0000")), false);
  assert.equal(isRtcp(hex("8060 0000")), false);
  assert.equal(isRtcp(hex("00c8 0000")), false);
  assert.equal(isRtcp(hex("80c8")), false);
  assert.equal(isRtcp(hex("")), false);
});

/** Everything a caller may ask of a view stays inside the packet. */
function checkView(data: Buffer, length: number): void {
  const view = new RtpView();
  if (!view.parse(data, length)) return;
  assert.ok(view.payloadStart >= 12 && view.payloadStart <= view.payloadEnd);
  assert.ok(view.payloadEnd <= length);
  for (let id = 0; id < 256; id++) {
    const at = view.findExtension(id);
    if (at === 0) assert.equal(view.extensionLength, 0);
    else assert.ok(at >= 17 && at + view.extensionLength <= view.payloadStart);
  }
}

test("[RTP1] whatever bytes come, a view never throws and never looks outside", () => {
  const extended = ["bede 0004", "1000 0004", "1001 0001"].map(
    (ext) => `b1 ${FIXED} 00000000 ${ext}`,
  );
  const heads = fc.constantFrom("", "80", "90 e0", `a1 ${FIXED} 00000000`, ...extended);
  fc.assert(
    fc.property(heads, fc.uint8Array({ maxLength: 60 }), (head, rest) => {
      const data = Buffer.concat([hex(head), rest]);
      for (let length = 0; length <= data.length; length++) checkView(data, length);
      assert.equal(typeof isRtcp(data), "boolean");
    }),
    { numRuns: 150 },
  );
});
