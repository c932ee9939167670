import { midOf, sectionsOf } from "./sdp-content.ts";

/**
 * Asks for stereo, without pauses in silence, in the media sections with these mids (RFC 7587
 * section 7.1). Browsers send stereo when the other side's description says so, and play it when
 * their own does; left alone they never ask.
 */
export function withStereo(sdp: string, mids: ReadonlySet<string>): string {
  if (mids.size === 0) return sdp;
  return sectionsOf(sdp)
    .map((section) => (mids.has(midOf(section) ?? "") ? stereo(section) : section))
    .join("");
}

function stereo(section: string): string {
  const payloadType = /^a=rtpmap:(\d+) opus\/48000\/2\r?$/im.exec(section)?.[1];
  if (payloadType === undefined) return section;
  const format = new RegExp(`^a=fmtp:${payloadType} (.*?)\\r?\\n`, "m");
  const before = format.exec(section)?.[1] ?? "";
  const bare = section.replace(format, "");
  return `${bare}a=fmtp:${payloadType} ${parametersFor(before)}\r\n`;
}

function parametersFor(before: string): string {
  const kept = before.split(";").filter((one) => !/^\s*(stereo|usedtx)=|^\s*$/.test(one));
  return [...kept, "stereo=1"].join(";");
}
