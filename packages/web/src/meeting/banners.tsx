import { MonitorUp, WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import { stopwatchText } from "../lib/time-text.ts";
import { useNow } from "../lib/use-now.ts";
import { Button } from "../ui/button.tsx";

/** Something to know at the top of the stage, as long as it is so. */
function Banner({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex max-w-full animate-rise items-center gap-3 rounded-l border border-line bg-raised px-4 py-2.5 shadow-soft">
      {icon}
      {children}
    </div>
  );
}

/** What still works, and how long the server has been out of reach. */
export function ReconnectingBanner({ since }: { since: number }) {
  const now = useNow(1000);
  return (
    <Banner icon={<WifiOff size={20} aria-hidden className="shrink-0 text-warn" />}>
      <span>Your call goes on; we are reconnecting</span>
      <span className="text-muted tabular-nums">{stopwatchText(now - since)}</span>
    </Banner>
  );
}

export function PresentingBanner({ onStop }: { onStop: () => void }) {
  return (
    <Banner icon={<MonitorUp size={20} aria-hidden className="shrink-0 text-accent" />}>
      <span>You are presenting to everyone</span>
      <Button look="plain" size="s" onClick={onStop} className="shrink-0">
        Stop presenting
      </Button>
    </Banner>
  );
}
