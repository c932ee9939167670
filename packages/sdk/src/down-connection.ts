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

  /** Resolves with the answer to send; null: there is a newer offer already. */
  async receive({ negotiation, sdp, tracks }: DownOffer): Promise<string | null> {
    if (negotiation <= this.#negotiation) return null;
    this.#negotiation = negotiation;
    await this.pc.setRemoteDescription({ type: "offer", sdp });
    const answer = await this.#answer(tracks);
    this.#lines.clear();
    for (const { mid, trackId } of tracks) this.#lines.set(mid, trackId);
    this.#attach();
    return answer;
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

  async #answer(tracks: readonly TrackLine[]): Promise<string> {
    const sounds = tracks.filter(({ source }) => source === "screenAudio");
    const { sdp = "" } = await this.pc.createAnswer();
    const answer = withStereo(sdp, new Set(sounds.map(({ mid }) => mid)));
    await this.pc.setLocalDescription({ type: "answer", sdp: answer });
    return answer;
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
