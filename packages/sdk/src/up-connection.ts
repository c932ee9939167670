import type { TrackSource } from "./local-media.ts";
import { withStereo } from "./opus-stereo.ts";
import { TaskChain } from "./task-chain.ts";
import { UpLines } from "./up-lines.ts";

export type UpConnectionOptions = {
  readonly pc: RTCPeerConnection;
  readonly generation: number;
  readonly track: (source: TrackSource) => MediaStreamTrack | null;
  /** Sends an offer; the mids of the lines are known now. */
  readonly offer: (negotiation: number, sdp: string) => void;
  /** The connection cannot be used any more. */
  readonly onFailure: () => void;
};

/** One RTCPeerConnection that sends to the SFU. We make all the offers. */
export class UpConnection {
  readonly pc: RTCPeerConnection;
  readonly generation: number;
  readonly lines: UpLines;
  readonly #options: UpConnectionOptions;
  readonly #tasks: TaskChain;
  readonly #listening = new AbortController();
  #negotiation = 0;

  constructor(options: UpConnectionOptions) {
    const { pc, generation, track, onFailure } = options;
    this.pc = pc;
    this.generation = generation;
    this.#options = options;
    this.#tasks = new TaskChain(onFailure);
    const { signal } = this.#listening;
    pc.addEventListener("negotiationneeded", () => this.#tasks.add(() => this.#offer()), {
      signal,
    });
    this.lines = new UpLines(pc, track);
    // The browser would say that it is needed only after whatever the page is doing now.
    this.#tasks.add(() => this.#offer());
  }

  /** Takes the answer to the newest offer; any other one is late. */
  receive(negotiation: number | undefined, sdp: string): void {
    this.#tasks.add(() => (negotiation === this.#negotiation ? this.#answered(sdp) : undefined));
  }

  update(source: TrackSource): void {
    this.lines.update(source).catch(() => this.#tasks.fail());
  }

  setLayers(active: readonly string[]): void {
    this.lines.setLayers(active).catch(() => this.#tasks.fail());
  }

  close(): void {
    this.#listening.abort();
    this.#tasks.end();
    this.pc.close();
  }

  /** While an offer is not answered the browser waits, and asks again afterwards. */
  async #offer(): Promise<void> {
    if (this.pc.signalingState !== "stable") return;
    await this.pc.setLocalDescription();
    const sdp = this.pc.localDescription?.sdp;
    if (sdp !== undefined) this.#options.offer(++this.#negotiation, sdp);
  }

  async #answered(sdp: string): Promise<void> {
    if (this.pc.signalingState !== "have-local-offer") return;
    const screenAudio = this.lines.mid("screenAudio");
    const stereo = new Set(screenAudio === null ? [] : [screenAudio]);
    await this.pc.setRemoteDescription({ type: "answer", sdp: withStereo(sdp, stereo) });
  }
}
