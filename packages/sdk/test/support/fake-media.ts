import type { MediaDevicesPort } from "../../src/local-media.ts";
import { Queue } from "./queue.ts";

/** A track that can be stopped, and ended from outside as by pulling a plug. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly kind: string;
  readonly id: string;
  readonly deviceId: string;
  readonly label = "Fake";
  readonly muted = false;
  readonly onended = null;
  readonly onmute = null;
  readonly onunmute = null;
  contentHint = "";
  enabled = true;
  readyState: MediaStreamTrackState = "live";

  constructor(kind: "audio" | "video", deviceId: string) {
    super();
    this.kind = kind;
    this.id = `${kind} of ${deviceId}`;
    this.deviceId = deviceId;
  }

  stop(): void {
    this.readyState = "ended";
  }

  end(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }

  getCapabilities(): MediaTrackCapabilities {
    return {};
  }

  getConstraints(): MediaTrackConstraints {
    return {};
  }

  applyConstraints(): Promise<void> {
    return Promise.resolve();
  }

  clone(): FakeTrack {
    throw new Error("Not needed here.");
  }
}

export class FakeStream extends EventTarget implements MediaStream {
  readonly id = "stream";
  readonly active = true;
  readonly onaddtrack = null;
  readonly onremovetrack = null;
  readonly tracks: readonly FakeTrack[];

  constructor(...tracks: readonly FakeTrack[]) {
    super();
    this.tracks = tracks;
  }

  getTracks(): FakeTrack[] {
    return [...this.tracks];
  }

  getAudioTracks(): FakeTrack[] {
    return this.tracks.filter(({ kind }) => kind === "audio");
  }

  getVideoTracks(): FakeTrack[] {
    return this.tracks.filter(({ kind }) => kind === "video");
  }

  getTrackById(id: string): FakeTrack | null {
    return this.tracks.find((track) => track.id === id) ?? null;
  }

  addTrack(): void {
    throw new Error("Not needed here.");
  }

  removeTrack(): void {
    throw new Error("Not needed here.");
  }

  clone(): FakeStream {
    throw new Error("Not needed here.");
  }
}

export type Asked = {
  readonly what: "mic" | "camera" | "screen";
  readonly constraints: MediaStreamConstraints | DisplayMediaStreamOptions | undefined;
  readonly resolve: (stream: MediaStream) => void;
  readonly reject: (error: Error) => void;
};

/** Devices whose every answer the test gives. */
export class FakeMediaDevices extends EventTarget implements MediaDevicesPort {
  readonly asked = new Queue<Asked>();
  infos: MediaDeviceInfo[] = [];
  enumerations = 0;

  getUserMedia(constraints?: MediaStreamConstraints): Promise<MediaStream> {
    return this.#ask(constraints?.audio === undefined ? "camera" : "mic", constraints);
  }

  getDisplayMedia(constraints?: DisplayMediaStreamOptions): Promise<MediaStream> {
    return this.#ask("screen", constraints);
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    this.enumerations++;
    return Promise.resolve(this.infos);
  }

  #ask(what: Asked["what"], constraints: Asked["constraints"]): Promise<MediaStream> {
    const { promise, resolve, reject } = Promise.withResolvers<MediaStream>();
    this.asked.push({ what, constraints, resolve, reject });
    return promise;
  }
}

export function deviceInfo(
  kind: MediaDeviceKind,
  deviceId: string,
  label: string,
): MediaDeviceInfo {
  const info = { kind, deviceId, label, groupId: "" };
  return { ...info, toJSON: () => info };
}
