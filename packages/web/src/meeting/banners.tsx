import { Hourglass, MonitorUp, WifiOff, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { announce } from "../lib/announcer.tsx";
import { stopwatchText } from "../lib/time-text.ts";
import { useNow } from "../lib/use-now.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { expiryStage } from "./expiry.ts";

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
      <div className="grid">
        <p>Your call goes on; we are reconnecting</p>
        <p className="text-s text-muted">You see and hear each other; messages wait</p>
      </div>
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

const EXPIRY_NEWS = {
  early: "This meeting ends in a few minutes",
  last: "This meeting ends in one minute",
} as const;

/** The end of the room's time. In the last minute it cannot be put away. */
export function ExpiryBanner({
  expiresAt,
  settingsUrl,
}: {
  expiresAt: number;
  /** Where a host can give it more time; null for all others. */
  settingsUrl: string | null;
}) {
  const now = useNow(1000);
  const [putAway, setPutAway] = useState(false);
  const stage = expiryStage(expiresAt, now);
  useEffect(() => {
    if (stage !== null) announce(EXPIRY_NEWS[stage]);
  }, [stage]);
  if (stage === null || (putAway && stage === "early")) return null;
  return (
    <Banner icon={<Hourglass size={20} aria-hidden className="shrink-0 text-warn" />}>
      <div className="flex min-w-0 flex-wrap gap-x-3">
        <p>
          This meeting ends in{" "}
          <span className={`font-semibold tabular-nums ${stage === "last" ? "text-warn" : ""}`}>
            {stopwatchText(expiresAt - now + 999)}
          </span>
        </p>
        {settingsUrl !== null && (
          <a
            href={settingsUrl}
            target="_blank"
            rel="noreferrer"
            className="rounded-s font-semibold text-accent hover:text-accent-hover"
          >
            Give it more time
          </a>
        )}
      </div>
      {stage === "early" && (
        <IconButton
          label="Dismiss"
          icon={<X size={18} aria-hidden />}
          onClick={() => setPutAway(true)}
          className="-my-1 -mr-2 size-9!"
        />
      )}
    </Banner>
  );
}
