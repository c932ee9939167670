import type { Layer } from "@parley/protocol";

type CameraEncoding = RTCRtpEncodingParameters & { readonly rid: Layer };

/** The simulcast layers of a camera taken with 1280 x 720, smallest first, as browsers want them. */
export const CAMERA_ENCODINGS: readonly CameraEncoding[] = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];

/** A screen goes out once, and sharp. */
export const SCREEN_ENCODINGS: readonly RTCRtpEncodingParameters[] = [{ maxBitrate: 2_500_000 }];

/** Marks which simulcast layers are to be sent. Null when they are so already. */
export function withActiveLayers(
  parameters: RTCRtpSendParameters,
  active: ReadonlySet<string>,
): RTCRtpSendParameters | null {
  let changed = false;
  const encodings = parameters.encodings.map((encoding) => {
    const wanted = encoding.rid === undefined || active.has(encoding.rid);
    if (wanted === (encoding.active ?? true)) return encoding;
    changed = true;
    return { ...encoding, active: wanted };
  });
  return changed ? { ...parameters, encodings } : null;
}
