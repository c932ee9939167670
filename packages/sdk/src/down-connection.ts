import type { ServerMessages, TrackLine } from "@parley/protocol";
import { withStereo } from "./opus-stereo.ts";

export type DownOffer = {
  readonly negotiation: number;
  readonly sdp: string;
  readonly tracks: readonly TrackLine[];
};

export type Slots = ServerMessages["track.slots"]["slots"];

/**
 * One RTCPeerConnection that receives from the SFU, which makes all the offers. Its asynchronous
 * methods must be called one after another.
 */
export class DownConnection {
  readonly pc: RTCPeerConnection;
  readonly generation: number;
  /** Which track each line carries, by mid. */
  readonly #lines = new Map<string, string>();
  readonly #streams = new Map<string, { track: MediaStreamTrack; stream: MediaStream }>();
  #negotiation = 0;

  constructor(pc: RTCPeerConnection, generation: number) {
    this.pc = pc;
    this.generation = generation;
  }

  /** The track of the line with this mid. */
  trackAt(mid: string | undefined): string | null {
    return this.#lines.get(mid ?? "") ?? null;
  }

  /** One object as long as the same line carries the track; null while none does. */
  stream(trackId: string): MediaStream | null {
    return this.#streams.get(trackId)?.stream ?? null;
  }

  /**
   * Answers an offer, unless there has been a newer one. The answer is sent before the browser has
   * taken it over itself: the SFU should know it when the browser begins to connect.
   */
  async receive({ negotiation, sdp, tracks }: DownOffer, send: (sdp: string) => void) {
    if (negotiation <= this.#negotiation) return;
    this.#negotiation = negotiation;
    await this.pc.setRemoteDescription({ type: "offer", sdp });
    const answer = await this.#makeAnswer(tracks);
    const taken = this.pc.setLocalDescription({ type: "answer", sdp: answer });
    send(answer);
    await taken;
    this.#lines.clear();
    for (const { mid, trackId } of tracks) this.#lines.set(mid, trackId);
    this.#attach();
  }

  /** These lines carry other tracks now. */
  assign(slots: Slots): void {
    for (const { mid, trackId } of slots) {
      if (trackId === null) this.#lines.delete(mid);
      else this.#lines.set(mid, trackId);
    }
    this.#attach();
  }

  close(): void {
    this.pc.close();
  }

  async #makeAnswer(tracks: readonly TrackLine[]): Promise<string> {
    const sounds = tracks.filter(({ source }) => source === "screenAudio");
    const { sdp = "" } = await this.pc.createAnswer();
    return withStereo(sdp, new Set(sounds.map(({ mid }) => mid)));
  }

  /** A line that carries another track than before shows it in a stream of its own. */
  #attach(): void {
    const before = new Map(this.#streams);
    this.#streams.clear();
    for (const { mid, receiver } of this.pc.getTransceivers()) {
      const trackId = this.trackAt(mid ?? undefined);
      if (trackId === null) continue;
      const known = before.get(trackId);
      const fresh = () => ({ track: receiver.track, stream: new MediaStream([receiver.track]) });
      this.#streams.set(trackId, known?.track === receiver.track ? known : fresh());
    }
  }
}
