import type { Waiting } from "@parley/protocol";
import { Hand, MicOff, MonitorUp, WifiOff, X } from "lucide-react";
import type { ReactNode } from "react";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import type { Person } from "./meeting-model.ts";
import { type PersonAction, ROLE_BADGES } from "./people.ts";
import { PersonMenu, type PersonMenuActions } from "./person-menu.tsx";

function Row({
  id,
  name,
  notes,
  badge,
  children,
}: {
  id: string;
  name: string;
  notes: readonly (string | false)[];
  badge?: string | null;
  children: ReactNode;
}) {
  const text = notes.filter((note) => note !== false).join(" · ");
  return (
    <li className="flex min-h-13 items-center gap-1 rounded-m px-2 py-1">
      <Avatar id={id} name={name} className="mr-2 size-9 text-s" />
      <div className="grid min-w-0 flex-1">
        <p className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          {badge && (
            <span className="shrink-0 rounded-full bg-accent-soft px-2 text-s font-medium text-accent">
              {badge}
            </span>
          )}
        </p>
        {text !== "" && <p className="truncate text-s text-muted">{text}</p>}
      </div>
      {children}
    </li>
  );
}

export function PersonRow({
  person,
  offered,
  actions,
}: {
  person: Person;
  offered: readonly PersonAction[];
  actions: PersonMenuActions;
}) {
  const { id, name, self, role, guest, mic, screenOn, link } = person;
  const notes = [
    self && "You",
    guest && "Guest",
    link === "away" && "Reconnecting",
    link === "unreachable" && "No connection",
  ];
  return (
    <Row id={id} name={name} notes={notes} badge={ROLE_BADGES[role]}>
      {link === "away" && <WifiOff size={18} aria-hidden className="shrink-0 text-warn" />}
      {screenOn && (
        <MonitorUp size={18} role="img" aria-label="Presenting" className="shrink-0 text-accent" />
      )}
      {!mic && (
        <MicOff size={18} role="img" aria-label="Muted" className="shrink-0 text-off-mark" />
      )}
      <PersonMenu person={person} offered={offered} actions={actions} />
    </Row>
  );
}

export function HandRow({
  person: { id, name, self, guest, hand },
  mayLower,
  onLower,
}: {
  person: Person;
  mayLower: boolean;
  onLower: (id: string) => void;
}) {
  return (
    <Row id={id} name={name} notes={[self && "You", guest && "Guest"]}>
      <span className="flex shrink-0 items-center gap-1 rounded-full bg-warn px-2.5 text-s leading-6 font-bold text-bg tabular-nums">
        <Hand size={14} aria-hidden />
        {hand}
      </span>
      {mayLower && (
        <IconButton
          label={`Lower the hand of ${name}`}
          icon={<X size={20} aria-hidden />}
          onClick={() => onLower(id)}
        />
      )}
    </Row>
  );
}

export function WaitingRow({
  one: { id, name, kind },
  onAdmit,
  onDeny,
}: {
  one: Waiting;
  onAdmit: () => void;
  onDeny: () => void;
}) {
  return (
    <Row id={id} name={name} notes={[kind === "guest" && "Guest"]}>
      <IconButton label={`Deny ${name}`} icon={<X size={20} aria-hidden />} onClick={onDeny} />
      <Button size="s" aria-label={`Admit ${name}`} onClick={onAdmit}>
        Admit
      </Button>
    </Row>
  );
}
