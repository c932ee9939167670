import type { LocalMediaView } from "@parley/sdk";
import { Info, MonitorUp, Phone, Users } from "lucide-react";
import type { ReactNode } from "react";
import { clockText } from "../lib/time-text.ts";
import { useNow } from "../lib/use-now.ts";
import { DeviceToggles } from "../media/device-toggles.tsx";
import { Control, ControlBadge } from "../ui/control.tsx";
import { MoreMenu } from "./more-menu.tsx";
import type { Surfaces } from "./surfaces.ts";

export type BarActions = {
  setMic: (on: boolean) => void;
  setCamera: (on: boolean) => void;
  setScreen: (on: boolean) => void;
  leave: () => void;
};

type Props = {
  title: string;
  local: LocalMediaView;
  /** How many are in the meeting. */
  count: number;
  canShare: boolean;
  sharing: boolean;
  surfaces: Surfaces;
  actions: BarActions;
};

/**
 * The meeting's controls: what it is at the left, oneself in the middle, the others at the right.
 * On a phone the groups dissolve into one row.
 */
export function Bar({ title, local, count, canShare, sharing, surfaces, actions }: Props) {
  return (
    <section
      aria-label="Controls"
      className="mx-auto flex w-full max-w-110 gap-1.5 px-2 pt-2 pb-3 sm:gap-2.5 md:grid md:max-w-none md:grid-cols-[1fr_auto_1fr] md:items-center md:px-5"
    >
      <Meta title={title} />
      <div className="contents md:flex md:gap-2.5">
        <DeviceToggles local={local} onMic={actions.setMic} onCamera={actions.setCamera} />
        {canShare && <PresentControl sharing={sharing} onChange={actions.setScreen} />}
        <MoreMenu open={surfaces.open} />
        <Control
          label="Leave"
          look="leave"
          tip="Leave the meeting"
          className="order-last md:order-none md:w-18"
          icon={<Phone size={22} aria-hidden className="rotate-[135deg]" />}
          onClick={actions.leave}
        />
      </div>
      <div className="contents md:flex md:justify-end md:gap-2.5">
        <PanelControl
          name="details"
          label="Details"
          icon={<Info size={22} aria-hidden />}
          surfaces={surfaces}
          className="hidden md:grid"
        />
        <PanelControl
          name="people"
          label="People"
          icon={<Users size={22} aria-hidden />}
          badge={count > 1 && <ControlBadge tone="count">{count}</ControlBadge>}
          surfaces={surfaces}
        />
      </div>
    </section>
  );
}

function PresentControl({
  sharing,
  onChange,
}: {
  sharing: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <Control
      label="Present"
      aria-pressed={sharing}
      look={sharing ? "active" : "normal"}
      tip={sharing ? "Stop presenting" : "Present your screen"}
      icon={<MonitorUp size={22} aria-hidden />}
      onClick={() => onChange(!sharing)}
    />
  );
}

function PanelControl({
  name,
  label,
  icon,
  badge,
  surfaces,
  className,
}: {
  name: "people" | "details";
  label: string;
  icon: ReactNode;
  badge?: ReactNode;
  surfaces: Surfaces;
  className?: string;
}) {
  const shown = surfaces.shown === name;
  return (
    <Control
      label={label}
      aria-expanded={shown}
      look={shown ? "active" : "normal"}
      icon={icon}
      badge={badge}
      className={className ?? ""}
      onClick={(event) => (shown ? surfaces.close() : surfaces.open(name, event.currentTarget))}
    />
  );
}

function Meta({ title }: { title: string }) {
  const now = useNow(1000);
  return (
    <p className="hidden min-w-0 items-baseline gap-3 md:flex">
      <span className="font-semibold whitespace-nowrap tabular-nums">{clockText(now)}</span>
      <span className="truncate text-muted">{title}</span>
    </p>
  );
}
