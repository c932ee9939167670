import {
  CircleCheck,
  Mic,
  MicOff,
  MonitorX,
  TriangleAlert,
  Video,
  VideoOff,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import type { Person } from "./meeting-model.ts";
import { type Toast, toastText } from "./toasts.ts";

type Props = {
  toasts: readonly Toast[];
  people: readonly Person[];
  onDismiss: (key: number) => void;
  onSwitchOn: (source: "mic" | "camera") => void;
};

/** What has just happened to oneself, and what one is asked. */
export function ToastList({ toasts, people, onDismiss, onSwitchOn }: Props) {
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? null;
  return toasts.map((toast) => (
    <ToastCard key={toast.key} icon={<ToastIcon toast={toast} />}>
      <p className="min-w-0 flex-1 basis-44 py-1.5 text-pretty">{toastText(toast, nameOf)}</p>
      {toast.kind === "unmute" ? (
        <div className="ml-auto flex gap-2">
          <Button look="plain" size="s" onClick={() => onDismiss(toast.key)}>
            Not now
          </Button>
          <Button
            size="s"
            onClick={() => {
              onSwitchOn(toast.source);
              onDismiss(toast.key);
            }}
          >
            {toast.source === "mic" ? "Unmute" : "Turn on"}
          </Button>
        </div>
      ) : (
        <IconButton
          label="Dismiss"
          icon={<X size={18} aria-hidden />}
          onClick={() => onDismiss(toast.key)}
          className="-my-1 -mr-2 size-9!"
        />
      )}
    </ToastCard>
  ));
}

/** A small card over the stage. */
export function ToastCard({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex w-fit max-w-full min-w-72 animate-rise flex-wrap sm:max-w-144 items-center gap-x-3 gap-y-2 rounded-l border border-line bg-raised px-4 py-2.5 shadow-soft">
      {icon}
      {children}
    </div>
  );
}

const MUTED_ICONS = { mic: MicOff, camera: VideoOff, screen: MonitorX } as const;

function ToastIcon({ toast }: { toast: Toast }) {
  const props = { size: 20, "aria-hidden": true } as const;
  switch (toast.kind) {
    case "muted": {
      const Icon = MUTED_ICONS[toast.source];
      return <Icon {...props} className="shrink-0 text-off-mark" />;
    }
    case "unmute": {
      const Icon = toast.source === "mic" ? Mic : Video;
      return <Icon {...props} className="shrink-0 text-accent" />;
    }
    case "refused":
      return <TriangleAlert {...props} className="shrink-0 text-warn" />;
    case "done":
      return <CircleCheck {...props} className="shrink-0 text-accent" />;
  }
}
