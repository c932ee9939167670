import { CAMERA_ENCODINGS, SCREEN_ENCODINGS, withActiveLayers } from "./encodings.ts";
import { TRACK_SOURCES, type TrackSource } from "./local-media.ts";

type FindTrack = (source: TrackSource) => MediaStreamTrack | null;

/**
 * The lines of one connection to the SFU: one per source, used again and again. Those of microphone
 * and camera are there from the start, so that switching on needs no negotiation.
 */
export class UpLines {
  readonly #pc: RTCPeerConnection;
  readonly #track: FindTrack;
  readonly #lines = new Map<TrackSource, RTCRtpTransceiver>();
  #layering: Promise<void> = Promise.resolve();

  constructor(pc: RTCPeerConnection, track: FindTrack) {
    this.#pc = pc;
    this.#track = track;
    for (const source of TRACK_SOURCES) {
      const first = source === "mic" || source === "camera";
      if (first || track(source) !== null) this.#add(source);
    }
  }

  /** Sends what the source is now; only the first screen needs a negotiation for that. */
  async update(source: TrackSource): Promise<void> {
    const track = this.#track(source);
    const line = this.#lines.get(source);
    hint(source, track);
    if (line !== undefined) await line.sender.replaceTrack(track);
    else if (track !== null) this.#add(source);
  }

  /** The mid of the line that has this source; null while there is none, or before the offer. */
  mid(source: TrackSource): string | null {
    return this.#lines.get(source)?.mid ?? null;
  }

  /** What the line with this mid sends; null when that is nothing. */
  sourceAt(mid: string | undefined): TrackSource | null {
    const known = [...this.#lines].find(([, line]) => line.mid === mid);
    return known === undefined || known[1].sender.track === null ? null : known[0];
  }

  /**
   * Sends these layers of the camera and no others. One change after another: the parameters that
   * are set must be those that were read last (WebRTC 1.0, section 5.2).
   */
  setLayers(active: readonly string[]): Promise<void> {
    const change = this.#layering.then(() => this.#setLayers(new Set(active)));
    this.#layering = change.catch(() => undefined);
    return change;
  }

  async #setLayers(active: ReadonlySet<string>): Promise<void> {
    const sender = this.#lines.get("camera")?.sender;
    if (sender === undefined) return;
    const parameters = withActiveLayers(sender.getParameters(), active);
    if (parameters !== null) await sender.setParameters(parameters);
  }

  #add(source: TrackSource): void {
    const track = this.#track(source);
    hint(source, track);
    const line = this.#pc.addTransceiver(track ?? kindOf(source), {
      direction: "sendonly",
      ...encodingsOf(source),
    });
    this.#lines.set(source, line);
  }
}

function kindOf(source: TrackSource): "audio" | "video" {
  return source === "camera" || source === "screen" ? "video" : "audio";
}

function encodingsOf(source: TrackSource): { sendEncodings?: RTCRtpEncodingParameters[] } {
  if (source === "camera") return { sendEncodings: [...CAMERA_ENCODINGS] };
  return source === "screen" ? { sendEncodings: [...SCREEN_ENCODINGS] } : {};
}

/** Of a screen one wants to read: sharpness comes before motion. */
function hint(source: TrackSource, track: MediaStreamTrack | null): void {
  if (source === "screen" && track !== null) track.contentHint = "detail";
}
