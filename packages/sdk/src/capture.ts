import { type MediaProblem, mediaProblem } from "./media-problem.ts";

export type CaptureView =
  | { readonly state: "off" }
  | { readonly state: "starting" }
  | { readonly state: "on"; readonly stream: MediaStream; readonly deviceId: string | null }
  | { readonly state: "failed"; readonly problem: MediaProblem };

export type CaptureOptions = {
  /** Asks the browser for the stream. */
  readonly open: () => Promise<MediaStream>;
  /** Off mutes instead of stopping, so that on is immediate. */
  readonly keepWhenOff: boolean;
  /** What to show when the person said no. */
  readonly whenDenied: CaptureView;
  /** What to show when the device, or the browser's own button, ends the stream. */
  readonly whenEnded: CaptureView;
  readonly changed: () => void;
};

const OFF: CaptureView = { state: "off" };

/**
 * One source of media: microphone, camera or screen. Every change of mind begins a new generation;
 * a stream that arrives for an older one is stopped at once.
 */
export class Capture {
  readonly #options: CaptureOptions;
  #view: CaptureView = OFF;
  #stream: MediaStream | null = null;
  #generation = 0;
  #starting: Promise<void> = Promise.resolve();

  constructor(options: CaptureOptions) {
    this.#options = options;
  }

  get view(): CaptureView {
    return this.#view;
  }

  /** The track to send; null when off. */
  track(kind: "audio" | "video"): MediaStreamTrack | null {
    if (this.#view.state !== "on") return null;
    return this.#view.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }

  /** Resolves when it is on or has failed. */
  async on(): Promise<void> {
    if (this.#view.state === "on") return;
    if (this.#view.state !== "starting") this.#starting = this.#start();
    await this.#starting;
  }

  off(): void {
    this.#generation++;
    if (this.#options.keepWhenOff) this.#mute(true);
    else this.#drop();
    this.#show(OFF);
  }

  /** Takes the device anew, when it is wanted at all. */
  async restart(): Promise<void> {
    const wanted = this.#view.state !== "off";
    this.#drop();
    if (!wanted) return;
    this.#starting = this.#start();
    await this.#starting;
  }

  close(): void {
    this.#generation++;
    this.#drop();
    this.#show(OFF);
  }

  async #start(): Promise<void> {
    const generation = ++this.#generation;
    if (this.#stream !== null) return this.#showStream(this.#stream);
    const asked = this.#options.open();
    this.#show({ state: "starting" });
    try {
      const stream = await asked;
      if (generation === this.#generation) this.#take(stream);
      else stop(stream);
    } catch (error) {
      if (generation === this.#generation) this.#showProblem(mediaProblem(error));
    }
  }

  #take(stream: MediaStream): void {
    this.#stream = stream;
    const [first] = stream.getVideoTracks().concat(stream.getAudioTracks());
    first?.addEventListener("ended", () => this.#onEnded(stream), { once: true });
    this.#showStream(stream);
  }

  /** A device that was pulled out while muted is noticed when it is wanted again. */
  #onEnded(stream: MediaStream): void {
    if (stream !== this.#stream) return;
    this.#drop();
    if (this.#view.state === "on") this.#show(this.#options.whenEnded);
  }

  #mute(muted: boolean): void {
    for (const track of this.#stream?.getTracks() ?? []) track.enabled = !muted;
  }

  #drop(): void {
    if (this.#stream !== null) stop(this.#stream);
    this.#stream = null;
  }

  #showStream(stream: MediaStream): void {
    this.#mute(false);
    const deviceId = stream.getTracks()[0]?.getSettings().deviceId ?? null;
    this.#show({ state: "on", stream, deviceId });
  }

  #showProblem(problem: MediaProblem): void {
    this.#show(problem === "denied" ? this.#options.whenDenied : { state: "failed", problem });
  }

  #show(view: CaptureView): void {
    if (this.#view.state === "off" && view.state === "off") return;
    this.#view = view;
    this.#options.changed();
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
