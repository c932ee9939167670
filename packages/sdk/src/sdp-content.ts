/**
 * What each media section of a session description carries, as `a=content` (RFC 4796): `slides` for
 * a shared screen and its sound, `main` for camera and microphone. It is written into the text that
 * is sent, because browsers drop attributes they do not know, and read from the text that came.
 */
import { type TrackSource } from "./local-media.ts";

export type Content = "main" | "slides";

export const CONTENT_OF: { readonly [S in TrackSource]: Content } = {
  mic: "main",
  camera: "main",
  screen: "slides",
  screenAudio: "slides",
};

export function sourceOf(kind: string, content: Content): TrackSource {
  if (kind === "audio") return content === "slides" ? "screenAudio" : "mic";
  return content === "slides" ? "screen" : "camera";
}

/** Writes the content of the sections with these mids, and of no others. */
export function withContent(sdp: string, contents: ReadonlyMap<string, Content>): string {
  return sectionsOf(sdp)
    .map((section) => {
      const bare = section.replace(/^a=content:.*\r?\n/gm, "");
      const content = contents.get(midOf(bare) ?? "");
      return content === undefined ? bare : `${bare}a=content:${content}\r\n`;
    })
    .join("");
}

/** The content of each media section that says one, by mid. */
export function contentByMid(sdp: string): ReadonlyMap<string, Content> {
  const contents = new Map<string, Content>();
  for (const section of sectionsOf(sdp)) {
    const mid = midOf(section);
    const content = /^a=content:(main|slides)\r?$/m.exec(section)?.[1];
    if (mid === null || content === undefined) continue;
    contents.set(mid, content === "slides" ? "slides" : "main");
  }
  return contents;
}

/**
 * The session id of the `o=` line (RFC 8866 section 5.2): the same in all descriptions of one
 * RTCPeerConnection, another in the next one's (RFC 8829 section 5.2.1).
 */
export function sessionId(sdp: string): string | null {
  return /^o=\S+ (\S+) /m.exec(sdp)?.[1] ?? null;
}

/** The session section, then the media sections. */
export function sectionsOf(sdp: string): string[] {
  return sdp.split(/^(?=m=)/m);
}

export function midOf(section: string): string | null {
  return /^a=mid:(\S+)\r?$/m.exec(section)?.[1] ?? null;
}
