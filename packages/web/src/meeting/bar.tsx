import type { LocalMediaView } from "@parley/sdk";
import { Hand, Info, MessageSquareText, MonitorUp, ShieldCheck, Smile, Users } from "lucide-react";
import type { ReactNode } from "react";
import { clockText } from "../lib/time-text.ts";
import { useNow } from "../lib/use-now.ts";
import { DeviceToggles } from "../media/device-toggles.tsx";
import { Control, ControlBadge } from "../ui/control.tsx";
import { LeaveControl } from "./leave-control.tsx";
import type { May } from "./meeting-model.ts";
import { MoreMenu } from "./more-menu.tsx";
import { ReactionStrip } from "./reaction-strip.tsx";
import type { RoomActions } from "./room-actions.ts";
import { SHORTCUT_TEXTS } from "./shortcuts.ts";
import type { Opened, PanelName, Surfaces } from "./surfaces.ts";

export type BarActions = Pick<RoomActions, "raiseHand" | "lowerHand" | "react"> & {
  setMic: (on: boolean) => void;
  setCamera: (on: boolean) => void;
  setScreen: (on: boolean) => void;
  leave: () => void;
};

export type BarProps = {
  title: string;
  local: LocalMediaView;
  /** How many are in the meeting, and how many ask to be let in. */
  count: number;
  waiting: number;
  unread: number;
  canShare: boolean;
  sharing: boolean;
  handUp: boolean;
  may: May;
  isHost: boolean;
  surfaces: Surfaces;
  reactions: Opened<"strip">;
  /** Null for those who cannot end it, and when there is nobody else. */
  onEnd: ((opener: HTMLElement | null) => void) | null;
  actions: BarActions;
  /** Something lies over the bar. */
  inert: boolean;
};

/**
 * The meeting's controls: what it is at the left, oneself in the middle, the others at the right.
 * On a phone the groups dissolve into one row, and what it has no room for is in "More".
 */
export function Bar(props: BarProps) {
  const { title, local, may, reactions, onEnd, actions } = props;
  return (
    <section
      aria-label="Controls"
      inert={props.inert}
      className="relative mx-auto flex w-full max-w-110 gap-1.5 px-2 pt-2 pb-3 sm:max-w-none sm:justify-center sm:gap-2.5 md:grid md:grid-cols-[1fr_auto_1fr] md:items-center md:px-5"
    >
      <Meta title={title} />
      {may.react && reactions.shown !== null && <ReactionStrip onReact={actions.react} />}
      <div className="contents md:flex md:gap-2.5">
        <DeviceToggles local={local} onMic={actions.setMic} onCamera={actions.setCamera} />
        <OwnControls {...props} />
        <MoreMenu {...props} />
        <LeaveControl onLeave={actions.leave} onEnd={onEnd} />
      </div>
      <div className="contents md:flex md:justify-end md:gap-2.5">
        <PanelControls {...props} />
      </div>
    </section>
  );
}

function OwnControls({ canShare, sharing, may, handUp, reactions, actions }: BarProps) {
  const reacting = reactions.shown !== null;
  return (
    <>
      {canShare && (
        <Control
          label="Present"
          aria-pressed={sharing}
          look={sharing ? "active" : "normal"}
          tip={sharing ? "Stop presenting" : "Present your screen"}
          unavailable={may.share ? null : "Only hosts may present in this meeting"}
          icon={<MonitorUp size={22} aria-hidden />}
          className="hidden sm:grid"
          onClick={() => actions.setScreen(!sharing)}
        />
      )}
      <Control
        label="Raise hand"
        aria-pressed={handUp}
        look={handUp ? "active" : "normal"}
        tip={handUp ? "Lower your hand" : "Raise your hand"}
        shortcut={SHORTCUT_TEXTS.hand}
        icon={<Hand size={22} aria-hidden />}
        className="hidden min-[360px]:grid"
        onClick={handUp ? () => actions.lowerHand() : actions.raiseHand}
      />
      <Control
        label="Reactions"
        aria-expanded={reacting}
        look={reacting ? "active" : "normal"}
        tip={reacting ? "Close the reactions" : "Send a reaction"}
        unavailable={may.react ? null : "The hosts have switched reactions off"}
        icon={<Smile size={22} aria-hidden />}
        className="hidden sm:grid"
        onClick={({ currentTarget }) =>
          reacting ? reactions.close() : reactions.open("strip", currentTarget)
        }
      />
    </>
  );
}

function PanelControls({ count, waiting, unread, isHost, surfaces }: BarProps) {
  return (
    <>
      <PanelControl
        name="details"
        label="Details"
        icon={<Info size={22} aria-hidden />}
        surfaces={surfaces}
        className="hidden lg:grid"
      />
      <PanelControl
        name="people"
        label="People"
        shortcut={SHORTCUT_TEXTS.people}
        icon={<Users size={22} aria-hidden />}
        badge={<PeopleBadge count={count} waiting={waiting} />}
        note={waiting > 0 ? `${waiting} waiting to be let in` : undefined}
        surfaces={surfaces}
      />
      <PanelControl
        name="chat"
        label="Chat"
        shortcut={SHORTCUT_TEXTS.chat}
        icon={<MessageSquareText size={22} aria-hidden />}
        badge={
          unread > 0 && <ControlBadge tone="news">{unread > 99 ? "99+" : unread}</ControlBadge>
        }
        note={unread > 0 ? `${unread} unread` : undefined}
        surfaces={surfaces}
      />
      {isHost && (
        <PanelControl
          name="host"
          label="Host controls"
          icon={<ShieldCheck size={22} aria-hidden />}
          surfaces={surfaces}
          className="hidden lg:grid"
        />
      )}
    </>
  );
}

function PeopleBadge({ count, waiting }: { count: number; waiting: number }) {
  if (waiting > 0) return <ControlBadge tone="alarm">{waiting}</ControlBadge>;
  return count > 1 && <ControlBadge tone="count">{count}</ControlBadge>;
}

/** The control of a panel, for what opens the panel from elsewhere: there the focus returns to. */
export const controlId = (panel: PanelName) => `${panel}-control`;

function PanelControl({
  name,
  label,
  surfaces,
  ...rest
}: {
  name: PanelName;
  label: string;
  icon: ReactNode;
  badge?: ReactNode;
  note?: string | undefined;
  shortcut?: string;
  surfaces: Surfaces;
  className?: string;
}) {
  const shown = surfaces.shown === name;
  return (
    <Control
      id={controlId(name)}
      label={label}
      aria-expanded={shown}
      look={shown ? "active" : "normal"}
      onClick={(event) => (shown ? surfaces.close() : surfaces.open(name, event.currentTarget))}
      {...rest}
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
