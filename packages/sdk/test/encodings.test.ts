import assert from "node:assert/strict";
import { test } from "node:test";
import { CAMERA_ENCODINGS, withActiveLayers } from "../src/encodings.ts";

const parameters = (encodings: readonly RTCRtpEncodingParameters[]): RTCRtpSendParameters => ({
  transactionId: "t1",
  codecs: [],
  headerExtensions: [],
  rtcp: {},
  encodings: [...encodings],
});

test("the layers double in width, and the smallest comes first", () => {
  assert.deepEqual(
    CAMERA_ENCODINGS.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy]),
    [
      ["q", 4],
      ["h", 2],
      ["f", 1],
    ],
  );
});

test("layers are switched on and off; the rest of the parameters stays", () => {
  const before = parameters(CAMERA_ENCODINGS);
  const off = withActiveLayers(before, new Set(["q"]));
  assert(off !== null);
  assert.deepEqual(
    off.encodings.map(({ active }) => active ?? true),
    [true, false, false],
  );
  assert.equal(off.transactionId, "t1");
  const on = withActiveLayers(off, new Set(["q", "h", "f"]));
  assert.deepEqual(
    on?.encodings,
    CAMERA_ENCODINGS.map((one) => (one.rid === "q" ? one : { ...one, active: true })),
  );
});

test("nothing changes when all is as it should be, or when there are no layers", () => {
  assert.equal(withActiveLayers(parameters(CAMERA_ENCODINGS), new Set(["q", "h", "f"])), null);
  assert.equal(withActiveLayers(parameters([{ active: true }]), new Set()), null);
});
