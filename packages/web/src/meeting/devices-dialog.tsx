import type { LocalMediaView } from "@parley/sdk";
import { X } from "lucide-react";
import { type MouseEvent, useEffect, useId, useRef } from "react";
import { DeviceSelects } from "../media/device-select.tsx";

/**
 * The choice of devices during a meeting. It is the browser's own modal <dialog>: the page behind is
 * inert, and Escape closes it.
 */
export function DevicesDialog({
  local,
  onSelect,
  onClose,
}: {
  local: LocalMediaView;
  onSelect: (kind: "mic" | "camera" | "speaker", deviceId: string) => void;
  onClose: () => void;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  const closeOutside = (event: MouseEvent) => {
    if (event.target === dialog.current) close();
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      onClick={closeOutside}
      className="m-auto w-full max-w-110 animate-rise rounded-xl border border-line bg-surface p-0 text-ink shadow-soft max-sm:mb-2 max-sm:w-[calc(100%-1rem)]"
    >
      <div className="grid gap-4 p-5 sm:p-6">
        <header className="flex items-center justify-between">
          <h2 id={id} className="text-l font-semibold">
            Devices
          </h2>
          <button
            type="button"
            aria-label="Close devices"
            onClick={close}
            className="-m-2 grid size-11 place-items-center rounded-m text-muted hover:bg-raised hover:text-ink"
          >
            <X size={22} aria-hidden />
          </button>
        </header>
        <DeviceSelects local={local} onSelect={onSelect} />
      </div>
    </dialog>
  );
}
