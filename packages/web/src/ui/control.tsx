import { type ComponentProps, type ReactNode, useId } from "react";
import { Tip } from "./tip.tsx";

const LOOKS = {
  normal: "bg-control text-control-text hover:bg-control-hover",
  off: "bg-control-off text-control-off-text hover:bg-control-off-hover",
  active: "bg-accent text-accent-text hover:bg-accent-hover",
  leave: "bg-danger text-chip-text hover:brightness-110",
  unavailable: "bg-control text-control-text/40 cursor-default!",
} as const;

type ControlProps = Omit<ComponentProps<"button">, "children"> & {
  label: string;
  icon: ReactNode;
  look?: Exclude<keyof typeof LOOKS, "unavailable">;
  tip?: string;
  shortcut?: string;
  badge?: ReactNode;
  /** What the badge says, for those who do not see it. */
  note?: string | undefined;
  /** Why it cannot be used now. It keeps its place and says so. */
  unavailable?: string | null;
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
  note,
  unavailable = null,
  className,
  onClick,
  ...rest
}: ControlProps) {
  const noteId = useId();
  const off = unavailable !== null;
  const described = note === undefined ? {} : { "aria-describedby": noteId };
  return (
    <>
      <Tip text={unavailable ?? tip} shortcut={off ? undefined : shortcut}>
        <button
          type="button"
          aria-disabled={off || undefined}
          onClick={off ? undefined : onClick}
          className={`relative grid h-12 min-w-11 flex-1 place-items-center rounded-[16px] transition-colors sm:w-14 sm:flex-none ${LOOKS[off ? "unavailable" : look]} ${className ?? ""}`}
          {...described}
          {...rest}
        >
          <span className="sr-only">{label}</span>
          {icon}
          {badge}
        </button>
      </Tip>
      {note !== undefined && (
        <span id={noteId} hidden>
          {note}
        </span>
      )}
    </>
  );
}

const TONES = {
  count: "bg-control-hover text-control-text",
  news: "bg-accent text-accent-text",
  alarm: "bg-warn text-bg",
} as const;

/** The small mark at a control's corner. */
export function ControlBadge({
  tone,
  children,
}: {
  tone: keyof typeof TONES;
  children: ReactNode;
}) {
  return (
    <span
      aria-hidden
      className={`absolute -top-1.5 -right-1 min-w-5 rounded-full px-1.5 text-center text-s leading-5 font-bold tabular-nums ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}
