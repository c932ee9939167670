export type Device = { readonly id: string; readonly label: string };

export type Devices = {
  readonly mics: readonly Device[];
  readonly cameras: readonly Device[];
  readonly speakers: readonly Device[];
};

export type DeviceKind = "mic" | "camera" | "speaker";

export type SelectedDevices = { readonly [K in DeviceKind]: string | null };

export const NO_DEVICES: Devices = { mics: [], cameras: [], speakers: [] };

/** Before permission browsers list one nameless device of each kind, without an id: left out. */
export function listDevices(infos: readonly MediaDeviceInfo[]): Devices {
  const of = (kind: MediaDeviceKind): readonly Device[] =>
    infos
      .filter((info) => info.kind === kind && info.deviceId !== "")
      .map((info) => ({ id: info.deviceId, label: info.label }));
  return { mics: of("audioinput"), cameras: of("videoinput"), speakers: of("audiooutput") };
}

export type DeviceStorage = Pick<Storage, "getItem" | "setItem">;

const storageKey = (kind: DeviceKind) => `parley.device.${kind}`;

/** The devices that were chosen last time. A browser may forbid storage: then there are none. */
export function recallDevices(storage: DeviceStorage | undefined): SelectedDevices {
  const recall = (kind: DeviceKind): string | null => {
    try {
      return storage?.getItem(storageKey(kind)) ?? null;
    } catch {
      return null;
    }
  };
  return { mic: recall("mic"), camera: recall("camera"), speaker: recall("speaker") };
}

export function rememberDevice(
  storage: DeviceStorage | undefined,
  kind: DeviceKind,
  deviceId: string,
): void {
  try {
    storage?.setItem(storageKey(kind), deviceId);
  } catch {
    // Storage is full or forbidden: the choice then lasts as long as the page.
  }
}
