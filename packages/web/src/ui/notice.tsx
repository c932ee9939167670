import { Info, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";

const TONES = {
  problem: "bg-danger-soft border-danger/30",
  warning: "bg-warn-soft border-warn/30",
  info: "bg-raised border-line",
} as const;
const MARKS = { problem: "text-danger", warning: "text-warn", info: "text-muted" } as const;

/** What happened, and the next step beside it. */
export function Notice({
  tone,
  title,
  children,
  action,
  onDismiss,
}: {
  tone: keyof typeof TONES;
  title?: string;
  children: ReactNode;
  action?: ReactNode;
  onDismiss?: (() => void) | undefined;
}) {
  const Mark = tone === "info" ? Info : TriangleAlert;
  return (
    <div className={`flex items-start gap-3 rounded-m border p-3.5 ${TONES[tone]}`}>
      <Mark size={20} aria-hidden className={`mt-px shrink-0 ${MARKS[tone]}`} />
      <div className="grid min-w-0 flex-1 gap-0.5">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        <div className="text-pretty">{children}</div>
        {action && <div className="mt-2 flex flex-wrap gap-2">{action}</div>}
      </div>
      {onDismiss !== undefined && (
        <button
          type="button"
          aria-label="Close"
          onClick={onDismiss}
          className="-m-1 rounded-s p-1 text-muted hover:text-ink"
        >
          <X size={18} aria-hidden />
        </button>
      )}
    </div>
  );
}
