import { CircleStop, DoorOpen, Phone } from "lucide-react";
import { useRef } from "react";
import { Control } from "../ui/control.tsx";
import { Menu, MenuItem, MenuTrigger } from "../ui/menu.tsx";

const LOOK = {
  label: "Leave",
  look: "leave",
  className: "order-last md:order-none md:w-18",
  icon: <Phone size={22} aria-hidden className="rotate-[135deg]" />,
} as const;

/** Leaves; where one may also end the meeting for others, it asks which. */
export function LeaveControl({
  onLeave,
  onEnd,
}: {
  onLeave: () => void;
  onEnd: ((opener: HTMLElement | null) => void) | null;
}) {
  const button = useRef<HTMLButtonElement>(null);
  if (onEnd === null) return <Control {...LOOK} tip="Leave the meeting" onClick={onLeave} />;
  return (
    <Menu
      side="top"
      trigger={
        <MenuTrigger asChild>
          <Control {...LOOK} ref={button} tip="Leave or end the meeting" />
        </MenuTrigger>
      }
    >
      <MenuItem icon={<DoorOpen size={20} aria-hidden />} onSelect={onLeave}>
        Leave
      </MenuItem>
      <MenuItem icon={<CircleStop size={20} aria-hidden />} onSelect={() => onEnd(button.current)}>
        End for everyone
      </MenuItem>
    </Menu>
  );
}
