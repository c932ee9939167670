import { CircleAlert, Clock3, DoorOpen, LogIn, MonitorSmartphone } from "lucide-react";
import type { ReactNode } from "react";
import { accountPath, roomPath } from "../lib/route.ts";
import { durationText } from "../lib/time-text.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { Button, LinkButton } from "../ui/button.tsx";
import { Centered, Emblem, Page } from "../ui/page.tsx";
import type { EndingText, NextStep } from "./ending-text.ts";

type Props = {
  ending: EndingText;
  code: string;
  reason: string;
  /** How long the stay was; null when there was none. */
  lastedMs: number | null;
  onAgain: () => void;
  corner?: ReactNode;
};

/** After a meeting, or instead of one: what happened, and every way on. */
export function EndedPage({ ending, code, reason, lastedMs, onAgain, corner }: Props) {
  useDocumentTitle(ending.title);
  return (
    <Page corner={corner}>
      <Centered
        art={
          <Emblem>
            <Symbol reason={reason} />
          </Emblem>
        }
        title={ending.title}
        actions={ending.next.map((step, i) => (
          <Step key={step} step={step} first={i === 0} code={code} onAgain={onAgain} />
        ))}
      >
        {ending.text !== "" && <p>{ending.text}</p>}
        {lastedMs !== null && <p>You were in it for {durationText(lastedMs)}.</p>}
        <p className="text-m tabular-nums">{code}</p>
      </Centered>
    </Page>
  );
}

function Symbol({ reason }: { reason: string }) {
  const props = { size: 30, "aria-hidden": true } as const;
  switch (reason) {
    case "left":
      return <DoorOpen {...props} />;
    case "taken_over":
      return <MonitorSmartphone {...props} />;
    case "signed_out":
    case "not_authenticated":
      return <LogIn {...props} />;
    case "room_expired":
      return <Clock3 {...props} />;
    default:
      return <CircleAlert {...props} />;
  }
}

const AGAIN = { rejoin: "Rejoin", "use-here": "Use here", "try-again": "Try again" } as const;

function Step({
  step,
  first,
  code,
  onAgain,
}: {
  step: NextStep;
  first: boolean;
  code: string;
  onAgain: () => void;
}) {
  const look = first ? "primary" : "plain";
  if (step === "home") {
    return (
      <LinkButton href="/" look={look}>
        Go home
      </LinkButton>
    );
  }
  if (step === "sign-in") {
    return (
      <LinkButton href={accountPath("sign-in", roomPath(code))} look={look}>
        Sign in
      </LinkButton>
    );
  }
  return (
    <Button look={look} onClick={onAgain}>
      {AGAIN[step]}
    </Button>
  );
}
