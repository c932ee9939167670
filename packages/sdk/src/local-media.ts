import type { Track } from "@parley/protocol";
import { Capture, type CaptureView } from "./capture.ts";
import {
  type DeviceKind,
  type DeviceStorage,
  type Devices,
  NO_DEVICES,
  type SelectedDevices,
  listDevices,
  recallDevices,
  rememberDevice,
} from "./devices.ts";
import { Emitter } from "./emitter.ts";
import { MediaUnavailableError } from "./media-problem.ts";
import { Store } from "./store.ts";

/** What a track shows or plays. */
export type TrackSource = Track["source"];

export const TRACK_SOURCES: readonly TrackSource[] = ["mic", "camera", "screen", "screenAudio"];

export type LocalMediaView = {
  /** A muted microphone is off here; its track is kept for a quick return. */
  readonly mic: CaptureView;
  /** Off stops the track, so that the camera's light goes out. */
  readonly camera: CaptureView;
  /** A cancelled picker is off, no failure. */
  readonly screen: CaptureView;
  readonly devices: Devices;
  readonly selected: SelectedDevices;
};

/** The part of MediaDevices that is used; getDisplayMedia is missing on phones. */
export type MediaDevicesPort = Pick<
  MediaDevices,
  "getUserMedia" | "enumerateDevices" | "addEventListener" | "removeEventListener"
> & { readonly getDisplayMedia?: MediaDevices["getDisplayMedia"] };

export type LocalMediaOptions = {
  readonly mediaDevices?: MediaDevicesPort | undefined;
  readonly isSecureContext?: boolean;
  /** Remembers the chosen devices, as in localStorage. */
  readonly storage?: DeviceStorage | undefined;
};

const MIC = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } as const;
const CAMERA = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
} as const;
const OFF: CaptureView = { state: "off" };

/**
 * One's own devices, from the green room through the meeting. Microphone and camera are asked for
 * separately, so that a missing camera does not cost the microphone. Nothing here rejects: problems
 * are in the view.
 */
export class LocalMedia {
  readonly #mediaDevices: MediaDevicesPort | undefined;
  readonly #isSecureContext: boolean;
  readonly #storage: DeviceStorage | undefined;
  readonly #mic: Capture;
  readonly #camera: Capture;
  readonly #screen: Capture;
  readonly #store: Store<LocalMediaView>;
  readonly #trackChanges = new Emitter<TrackSource>();
  readonly #tracks = new Map<TrackSource, MediaStreamTrack>();
  #listing = 0;
  #closed = false;

  constructor(options: LocalMediaOptions = {}) {
    this.#mediaDevices = options.mediaDevices ?? globalThis.navigator?.mediaDevices;
    this.#isSecureContext = options.isSecureContext ?? globalThis.isSecureContext;
    this.#storage = options.storage;
    this.#mic = this.#capture({ open: () => this.#openMic(), keepWhenOff: true });
    this.#camera = this.#capture({ open: () => this.#openCamera() });
    this.#screen = this.#capture({
      open: () => this.#openScreen(),
      whenDenied: OFF,
      whenEnded: OFF,
    });
    const selected = recallDevices(this.#storage);
    this.#store = new Store({ mic: OFF, camera: OFF, screen: OFF, devices: NO_DEVICES, selected });
    this.#mediaDevices?.addEventListener("devicechange", this.#onDeviceChange);
    this.#onDeviceChange();
  }

  get view(): LocalMediaView {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  setMic(on: boolean): Promise<void> {
    return this.#switch(this.#mic, on);
  }

  setCamera(on: boolean): Promise<void> {
    return this.#switch(this.#camera, on);
  }

  /** Must be called from a click or key press: browsers show their picker only then. */
  setScreen(on: boolean): Promise<void> {
    return this.#switch(this.#screen, on);
  }

  /** Chooses a device; one that is in use changes at once. */
  async select(kind: DeviceKind, deviceId: string): Promise<void> {
    rememberDevice(this.#storage, kind, deviceId);
    this.#store.set({ ...this.view, selected: { ...this.view.selected, [kind]: deviceId } });
    if (kind === "speaker" || this.#closed) return;
    await (kind === "mic" ? this.#mic : this.#camera).restart();
    await this.#listDevices();
  }

  /** The track to send now; null when there is none. */
  track(source: TrackSource): MediaStreamTrack | null {
    switch (source) {
      case "mic":
        return this.#mic.track("audio");
      case "camera":
        return this.#camera.track("video");
      case "screen":
        return this.#screen.track("video");
      case "screenAudio":
        return this.#screen.track("audio");
    }
  }

  /** Tells that `track(source)` has changed. */
  onTrack(listener: (source: TrackSource) => void): () => void {
    return this.#trackChanges.on(listener);
  }

  /** Stops everything; nothing can be switched on afterwards. */
  close(): void {
    this.#closed = true;
    this.#mediaDevices?.removeEventListener("devicechange", this.#onDeviceChange);
    for (const capture of [this.#mic, this.#camera, this.#screen]) capture.close();
  }

  #capture(options: {
    open: () => Promise<MediaStream>;
    keepWhenOff?: boolean;
    whenDenied?: CaptureView;
    whenEnded?: CaptureView;
  }): Capture {
    return new Capture({
      keepWhenOff: false,
      whenDenied: { state: "failed", problem: "denied" },
      whenEnded: { state: "failed", problem: "busy" },
      ...options,
      changed: () => this.#onCapture(),
    });
  }

  async #switch(capture: Capture, on: boolean): Promise<void> {
    if (this.#closed) return;
    if (!on) return capture.off();
    await capture.on();
    // Only now, with permission, do the devices have names.
    await this.#listDevices();
  }

  async #openMic(): Promise<MediaStream> {
    const audio = { ...MIC, ...preferred(this.view.selected.mic) };
    return this.#devices().getUserMedia({ audio });
  }

  async #openCamera(): Promise<MediaStream> {
    const video = { ...CAMERA, ...preferred(this.view.selected.camera) };
    return this.#devices().getUserMedia({ video });
  }

  async #openScreen(): Promise<MediaStream> {
    const devices = this.#devices();
    if (devices.getDisplayMedia === undefined) throw new MediaUnavailableError("unsupported");
    return devices.getDisplayMedia({ video: true, audio: true });
  }

  #devices(): MediaDevicesPort {
    if (!this.#isSecureContext) throw new MediaUnavailableError("insecure");
    if (this.#mediaDevices === undefined) throw new MediaUnavailableError("unsupported");
    return this.#mediaDevices;
  }

  #onCapture(): void {
    const [mic, camera, screen] = [this.#mic.view, this.#camera.view, this.#screen.view];
    this.#store.set({ ...this.view, mic, camera, screen });
    for (const source of TRACK_SOURCES) this.#compareTrack(source);
  }

  #compareTrack(source: TrackSource): void {
    const track = this.track(source);
    if (track === (this.#tracks.get(source) ?? null)) return;
    if (track === null) this.#tracks.delete(source);
    else this.#tracks.set(source, track);
    this.#trackChanges.emit(source);
  }

  readonly #onDeviceChange = (): void => {
    void this.#listDevices();
  };

  /** Devices come and go in bursts: only the newest list counts. */
  async #listDevices(): Promise<void> {
    const listing = ++this.#listing;
    try {
      const infos = (await this.#mediaDevices?.enumerateDevices()) ?? [];
      if (this.#closed || listing !== this.#listing) return;
      this.#store.set({ ...this.view, devices: listDevices(infos) });
    } catch {
      // A page that may not list devices goes on with those it knows.
    }
  }
}

/** Not `exact`: when the chosen device is gone, another one is better than none. */
function preferred(deviceId: string | null): { deviceId?: { ideal: string } } {
  return deviceId === null ? {} : { deviceId: { ideal: deviceId } };
}
