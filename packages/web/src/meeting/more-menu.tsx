import { EllipsisVertical, Info, Maximize, Minimize, Settings2 } from "lucide-react";
import { useRef } from "react";
import { Control } from "../ui/control.tsx";
import { Menu, MenuItem, MenuTrigger } from "../ui/menu.tsx";
import type { Open } from "./surfaces.ts";
import { useFullScreen } from "./use-full-screen.ts";

const ICON = { size: 20, "aria-hidden": true } as const;

/** What is needed less often. On phones the meeting's details are here, too. */
export function MoreMenu({ open }: { open: Open }) {
  const button = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  const { on, toggle } = useFullScreen();
  const select = (what: "devices" | "details") => {
    opened.current = true;
    open(what, button.current);
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
      <MenuItem icon={<Settings2 {...ICON} />} onSelect={() => select("devices")}>
        Devices
      </MenuItem>
      {toggle !== null && (
        <MenuItem icon={on ? <Minimize {...ICON} /> : <Maximize {...ICON} />} onSelect={toggle}>
          {on ? "Leave full screen" : "Full screen"}
        </MenuItem>
      )}
      <MenuItem icon={<Info {...ICON} />} onSelect={() => select("details")} className="md:hidden">
        Details and link
      </MenuItem>
    </Menu>
  );
}
