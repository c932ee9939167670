import type { Device, LocalMediaView } from "@parley/sdk";
import { Camera, ChevronDown, Mic, Volume2 } from "lucide-react";
import { type ReactNode, useId } from "react";
import { canChooseSpeaker } from "../lib/platform.ts";
import { LevelMeter } from "./level-meter.tsx";

type Kind = "mic" | "camera" | "speaker";
type Select = (kind: Kind, deviceId: string) => void;

/** The choice of devices, with the microphone's level. Speakers only where they can be chosen. */
export function DeviceSelects({ local, onSelect }: { local: LocalMediaView; onSelect: Select }) {
  const { devices, selected } = local;
  const micStream = local.mic.state === "on" ? local.mic.stream : null;
  return (
    <div className="grid gap-2.5">
      <DeviceSelect
        kind="mic"
        devices={devices.mics}
        chosen={selected.mic ?? active(local.mic)}
        onSelect={onSelect}
      >
        <LevelMeter stream={micStream} />
      </DeviceSelect>
      <DeviceSelect
        kind="camera"
        devices={devices.cameras}
        chosen={selected.camera ?? active(local.camera)}
        onSelect={onSelect}
      />
      {canChooseSpeaker && devices.speakers.length > 0 && (
        <DeviceSelect
          kind="speaker"
          devices={devices.speakers}
          chosen={selected.speaker}
          onSelect={onSelect}
        />
      )}
    </div>
  );
}

function active(capture: LocalMediaView["mic"]): string | null {
  return capture.state === "on" ? capture.deviceId : null;
}

const NAMES = { mic: "Microphone", camera: "Camera", speaker: "Speaker" } as const;
const ICONS = { mic: Mic, camera: Camera, speaker: Volume2 } as const;

function DeviceSelect({
  kind,
  devices,
  chosen,
  onSelect,
  children,
}: {
  kind: Kind;
  devices: readonly Device[];
  chosen: string | null;
  onSelect: Select;
  children?: ReactNode;
}) {
  const id = useId();
  const Icon = ICONS[kind];
  const none = devices.length === 0;
  return (
    <div className="relative grid min-h-14 grid-cols-[auto_1fr] items-center gap-x-3 rounded-m border border-line bg-surface px-3.5 py-2 focus-within:outline-2 focus-within:outline-focus hover:bg-raised has-disabled:hover:bg-surface">
      <Icon size={20} aria-hidden className="text-muted" />
      <div className="grid min-w-0 gap-0.5">
        <label htmlFor={id} className="text-s text-muted">
          {NAMES[kind]}
        </label>
        <div className="relative grid items-center">
          <select
            id={id}
            disabled={none}
            value={chosen ?? devices[0]?.id ?? ""}
            onChange={(event) => onSelect(kind, event.target.value)}
            className="w-full appearance-none truncate bg-transparent pr-7 font-medium outline-none disabled:text-muted [&>option]:bg-surface [&>option]:text-ink"
          >
            {none && <option value="">None found yet</option>}
            {devices.map((device, i) => (
              <option key={device.id} value={device.id}>
                {device.label === "" ? `${NAMES[kind]} ${i + 1}` : device.label}
              </option>
            ))}
          </select>
          <ChevronDown
            size={18}
            aria-hidden
            className="pointer-events-none absolute right-0 text-muted"
          />
        </div>
        {children !== undefined && <div className="mt-1">{children}</div>}
      </div>
    </div>
  );
}
