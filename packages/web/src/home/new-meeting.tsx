import type { Access } from "@parley/protocol";
import { CalendarPlus, ChevronDown, Lock, Video } from "lucide-react";
import { useRef, useState } from "react";
import { LazyPart } from "../lib/lazy-page.tsx";
import type { Action } from "../lib/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Menu, MenuItem, MenuTrigger } from "../ui/menu.tsx";
import type { NewRoomApi } from "../rooms/new-room-dialog.tsx";

const ICON = { size: 20, "aria-hidden": true } as const;
const loadDialog = () => import("../rooms/new-room-dialog.tsx");

/** One click starts a meeting; beside it are the ways to make one for later. */
export function NewMeeting({
  start,
  api,
  onCreated,
}: {
  start: Action<[]>;
  api: NewRoomApi;
  onCreated: () => void;
}) {
  const [planning, setPlanning] = useState<Access | null>(null);
  const more = useRef<HTMLButtonElement>(null);
  const close = () => {
    setPlanning(null);
    more.current?.focus();
  };
  return (
    <div className="flex w-full sm:w-auto">
      <Button
        size="l"
        busy={start.busy}
        onClick={() => start.run()}
        className="flex-1 rounded-r-none sm:flex-none"
      >
        {!start.busy && <Video size={22} aria-hidden />}
        New meeting
      </Button>
      <Menu
        align="start"
        trigger={
          <MenuTrigger
            ref={more}
            aria-label="More ways to meet"
            className="ml-px grid min-h-14 w-12 place-items-center rounded-r-m bg-accent text-accent-text transition-colors hover:bg-accent-hover"
          >
            <ChevronDown size={22} aria-hidden />
          </MenuTrigger>
        }
      >
        <MenuItem icon={<Video {...ICON} />} onSelect={() => start.run()}>
          Start a meeting now
        </MenuItem>
        <MenuItem icon={<CalendarPlus {...ICON} />} onSelect={() => setPlanning("trusted")}>
          Create one for later
        </MenuItem>
        <MenuItem icon={<Lock {...ICON} />} onSelect={() => setPlanning("restricted")}>
          Create a restricted one
        </MenuItem>
      </Menu>
      {planning !== null && (
        <LazyPart load={loadDialog}>
          {({ NewRoomDialog }) => (
            <NewRoomDialog api={api} access={planning} onCreated={onCreated} onClose={close} />
          )}
        </LazyPart>
      )}
    </div>
  );
}
