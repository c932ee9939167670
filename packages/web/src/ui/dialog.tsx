import { X } from "lucide-react";
import { type MouseEvent, type ReactNode, useEffect, useId, useState } from "react";
import { IconButton } from "./icon-button.tsx";

type Props = {
  title: string;
  /** The name of the cross in the corner; null: there is none. */
  closeLabel?: string | null;
  /** After it was closed, however that was. */
  onClose: () => void;
  /** Gets what closes the dialog, for buttons in it. */
  children: (close: () => void) => ReactNode;
};

/**
 * The browser's own modal <dialog>: the page behind is inert, and Escape and a click beside it close
 * it.
 */
export function Dialog({ title, closeLabel = "Close", onClose, children }: Props) {
  const id = useId();
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null);
  useEffect(() => dialog?.showModal(), [dialog]);
  const close = () => dialog?.close();
  const closeOutside = (event: MouseEvent) => {
    if (event.target === dialog) close();
  };
  return (
    <dialog
      ref={setDialog}
      aria-labelledby={id}
      onClose={onClose}
      onClick={closeOutside}
      className="m-auto w-full max-w-110 animate-rise rounded-xl border border-line bg-surface p-0 text-ink shadow-soft max-sm:mb-2 max-sm:w-[calc(100%-1rem)]"
    >
      <div className="grid gap-4 p-5 sm:p-6">
        <h2 id={id} className={`text-l font-semibold ${closeLabel === null ? "" : "pr-9"}`}>
          {title}
        </h2>
        {children(close)}
        {/* Last, so that the focus begins at what the dialog is about. */}
        {closeLabel !== null && (
          <IconButton
            label={closeLabel}
            icon={<X size={22} aria-hidden />}
            onClick={close}
            className="absolute top-3 right-3"
          />
        )}
      </div>
    </dialog>
  );
}
