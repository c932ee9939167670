import {
  CircleAlert,
  Clock3,
  DoorClosed,
  DoorOpen,
  KeyRound,
  Lock,
  LogIn,
  MonitorSmartphone,
  Trash2,
  UserX,
  UsersRound,
} from "lucide-react";
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
        art={<Emblem>{SYMBOLS[reason] ?? <CircleAlert {...ICON} />}</Emblem>}
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

const ICON = { size: 30, "aria-hidden": true } as const;
const SYMBOLS: { readonly [reason: string]: ReactNode } = {
  left: <DoorOpen {...ICON} />,
  taken_over: <MonitorSmartphone {...ICON} />,
  signed_out: <LogIn {...ICON} />,
  not_authenticated: <LogIn {...ICON} />,
  password_changed: <KeyRound {...ICON} />,
  room_expired: <Clock3 {...ICON} />,
  room_deleted: <Trash2 {...ICON} />,
  removed: <UserX {...ICON} />,
  banned: <UserX {...ICON} />,
  denied: <DoorClosed {...ICON} />,
  meeting_ended: <DoorOpen {...ICON} />,
  room_locked: <Lock {...ICON} />,
  room_full: <UsersRound {...ICON} />,
  lobby_full: <UsersRound {...ICON} />,
};

const AGAIN = {
  rejoin: "Rejoin",
  "ask-again": "Ask again",
  "use-here": "Use here",
  "join-again": "Join again",
  "try-again": "Try again",
} as const;

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
