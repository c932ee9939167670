import type { Track, TrackLine } from "@parley/protocol";
import type { Signal } from "../../src/room-events.ts";
import { gathered } from "./gathered.ts";

type Line = { readonly transceiver: RTCRtpTransceiver; trackId: string | null };

/** The SFU's end of one down connection: it sends moving pictures and tones for the others. */
export class DownPeer {
  readonly generation: number;
  readonly #pc = new RTCPeerConnection();
  readonly #lines: Line[] = [];
  readonly #sound = new AudioContext();
  #negotiation = 0;

  constructor(generation: number) {
    this.generation = generation;
  }

  get state(): RTCPeerConnectionState {
    return this.#pc.connectionState;
  }

  /** Lines for these tracks, and no others: what has a line keeps it, a free one is used again. */
  async offer(tracks: readonly Track[]): Promise<Signal> {
    for (const line of this.#lines) {
      if (!tracks.some(({ id }) => id === line.trackId)) line.trackId = null;
    }
    for (const track of tracks) await this.#place(track);
    const sdp = await gathered(this.#pc);
    const lines = tracks.map((track) => this.#trackLine(track));
    return {
      type: "offer",
      from: "sfu",
      transport: "down",
      generation: this.generation,
      negotiation: ++this.#negotiation,
      description: { type: "offer", sdp },
      tracks: lines,
      n: 1,
      after: 1,
    };
  }

  async answered(sdp: string): Promise<void> {
    await this.#pc.setRemoteDescription({ type: "answer", sdp });
  }

  mid(trackId: string): string {
    return this.#lines.find((line) => line.trackId === trackId)?.transceiver.mid ?? "";
  }

  close(): void {
    this.#pc.close();
    void this.#sound.close();
  }

  async #place({ id, source }: Track): Promise<void> {
    if (this.#lines.some(({ trackId }) => trackId === id)) return;
    const isPicture = source === "camera" || source === "screen";
    const track = isPicture ? picture() : this.#tone();
    const free = this.#lines.find(
      ({ trackId, transceiver }) =>
        trackId === null && transceiver.sender.track?.kind === track.kind,
    );
    if (free !== undefined) {
      free.trackId = id;
      await free.transceiver.sender.replaceTrack(track);
      return;
    }
    const transceiver = this.#pc.addTransceiver(track, { direction: "sendonly" });
    this.#lines.push({ transceiver, trackId: id });
  }

  #trackLine({ id, participantId, source }: Track): TrackLine {
    return { mid: this.mid(id), trackId: id, participantId, source };
  }

  #tone(): MediaStreamTrack {
    const tone = this.#sound.createOscillator();
    const output = this.#sound.createMediaStreamDestination();
    tone.connect(output);
    tone.start();
    return first(output.stream);
  }
}

/** A picture that changes all the time. */
function picture(): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const track = first(canvas.captureStream(30));
  const draw = () => {
    if (track.readyState === "ended" || context === null) return;
    context.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    requestAnimationFrame(draw);
  };
  draw();
  return track;
}

function first(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (track === undefined) throw new Error("The stream is empty.");
  return track;
}
