import {
  Activity,
  EllipsisVertical,
  Hand,
  Info,
  Keyboard,
  Maximize,
  Minimize,
  MonitorUp,
  MonitorX,
  Settings2,
  ShieldCheck,
  Smile,
} from "lucide-react";
import { useRef } from "react";
import { Control } from "../ui/control.tsx";
import { Menu, MenuItem, MenuTrigger } from "../ui/menu.tsx";
import type { BarProps } from "./bar.tsx";
import type { Surface } from "./surfaces.ts";
import { useFullScreen } from "./use-full-screen.ts";

const ICON = { size: 20, "aria-hidden": true } as const;

/** What is needed less often, and what the bar has no room for on a narrow screen. */
export function MoreMenu(props: BarProps) {
  const { surfaces, reactions, may, isHost } = props;
  const button = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  const { on, toggle } = useFullScreen();
  const select = (what: Surface) => {
    opened.current = true;
    surfaces.open(what, button.current);
  };
  const react = () => {
    opened.current = true;
    reactions.open("strip", button.current);
  };
  const keepFocus = (event: Event) => {
    // What was opened has the focus now; the menu must not take it back to its button.
    if (opened.current) event.preventDefault();
    opened.current = false;
  };
  return (
    <Menu
      side="top"
      align="center"
      onCloseAutoFocus={keepFocus}
      trigger={
        <MenuTrigger asChild>
          <Control ref={button} label="More" icon={<EllipsisVertical size={22} aria-hidden />} />
        </MenuTrigger>
      }
    >
      <NarrowItems {...props} onReact={may.react ? react : null} />
      {isHost && (
        <MenuItem
          icon={<ShieldCheck {...ICON} />}
          onSelect={() => select("host")}
          className="lg:hidden"
        >
          Host controls
        </MenuItem>
      )}
      <MenuItem icon={<Settings2 {...ICON} />} onSelect={() => select("devices")}>
        Devices
      </MenuItem>
      {toggle !== null && (
        <MenuItem icon={on ? <Minimize {...ICON} /> : <Maximize {...ICON} />} onSelect={toggle}>
          {on ? "Leave full screen" : "Full screen"}
        </MenuItem>
      )}
      <MenuItem icon={<Info {...ICON} />} onSelect={() => select("details")} className="lg:hidden">
        Details and link
      </MenuItem>
      <MenuItem icon={<Activity {...ICON} />} onSelect={() => select("connection")}>
        Connection details
      </MenuItem>
      <MenuItem icon={<Keyboard {...ICON} />} onSelect={() => select("shortcuts")}>
        Keyboard shortcuts
      </MenuItem>
    </Menu>
  );
}

/** Each is hidden as soon as its control is in the bar. */
function NarrowItems({
  canShare,
  may,
  sharing,
  handUp,
  actions,
  onReact,
}: BarProps & { onReact: (() => void) | null }) {
  return (
    <>
      <MenuItem
        icon={<Hand {...ICON} />}
        onSelect={handUp ? () => actions.lowerHand() : actions.raiseHand}
        className="min-[360px]:hidden"
      >
        {handUp ? "Lower your hand" : "Raise your hand"}
      </MenuItem>
      {onReact !== null && (
        <MenuItem icon={<Smile {...ICON} />} onSelect={onReact} className="sm:hidden">
          Reactions
        </MenuItem>
      )}
      {canShare && may.share && (
        <MenuItem
          icon={sharing ? <MonitorX {...ICON} /> : <MonitorUp {...ICON} />}
          onSelect={() => actions.setScreen(!sharing)}
          className="sm:hidden"
        >
          {sharing ? "Stop presenting" : "Present your screen"}
        </MenuItem>
      )}
    </>
  );
}
