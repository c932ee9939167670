import type { ComponentProps, ReactNode } from "react";
import { Tip } from "./tip.tsx";

const LOOKS = {
  normal: "bg-control text-control-text hover:bg-control-hover",
  off: "bg-control-off text-control-off-text hover:bg-control-off-hover",
  active: "bg-accent text-accent-text hover:bg-accent-hover",
  leave: "bg-danger text-chip-text hover:brightness-110",
} as const;

type ControlProps = Omit<ComponentProps<"button">, "children"> & {
  label: string;
  icon: ReactNode;
  look?: keyof typeof LOOKS;
  tip?: string;
  shortcut?: string;
  badge?: ReactNode;
};

/**
 * A round button of the meeting. Its label never changes, because aria-pressed tells the state; the
 * tip says what a click does.
 */
export function Control({
  label,
  icon,
  look = "normal",
  tip = label,
  shortcut,
  badge,
  className,
  ...rest
}: ControlProps) {
  return (
    <Tip text={tip} shortcut={shortcut}>
      <button
        type="button"
        className={`relative grid h-12 min-w-11 flex-1 place-items-center rounded-[16px] transition-colors sm:w-14 sm:flex-none ${LOOKS[look]} ${className ?? ""}`}
        {...rest}
      >
        <span className="sr-only">{label}</span>
        {icon}
        {badge}
      </button>
    </Tip>
  );
}

/** The small mark at a control's corner. */
export function ControlBadge({ tone, children }: { tone: "count" | "alarm"; children: ReactNode }) {
  const colours = tone === "count" ? "bg-control-hover text-control-text" : "bg-warn text-bg";
  return (
    <span
      aria-hidden
      className={`absolute -top-1.5 -right-1 min-w-5 rounded-full px-1.5 text-center text-s leading-5 font-bold tabular-nums ${colours}`}
    >
      {children}
    </span>
  );
}
