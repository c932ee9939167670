import type { LocalMediaView } from "@parley/sdk";
import { DeviceSelects } from "../media/device-select.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** The choice of devices during a meeting. */
export function DevicesDialog({
  local,
  onSelect,
  onClose,
}: {
  local: LocalMediaView;
  onSelect: (kind: "mic" | "camera" | "speaker", deviceId: string) => void;
  onClose: () => void;
}) {
  return (
    <Dialog title="Devices" closeLabel="Close devices" onClose={onClose}>
      {() => <DeviceSelects local={local} onSelect={onSelect} />}
    </Dialog>
  );
}
