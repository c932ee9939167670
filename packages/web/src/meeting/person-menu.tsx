import {
  Ban,
  Crown,
  EllipsisVertical,
  Hand,
  MessageSquareLock,
  Mic,
  MicOff,
  MonitorX,
  Pin as PinIcon,
  PinOff,
  ShieldMinus,
  ShieldPlus,
  UserX,
  Video,
  VideoOff,
} from "lucide-react";
import { useRef } from "react";
import { announce } from "../lib/announcer.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, MenuItem, MenuLine, MenuTrigger } from "../ui/menu.tsx";
import type { Confirmation } from "./confirmation.ts";
import type { Person } from "./meeting-model.ts";
import type { PersonAction } from "./people.ts";
import type { RoomActions } from "./room-actions.ts";
import { personKey } from "./stage-items.ts";
import type { Pin } from "./use-pin.ts";

const LOOKS = {
  message: { text: "Send a direct message", Icon: MessageSquareLock },
  "lower-hand": { text: "Lower the hand", Icon: Hand },
  mute: { text: "Mute", Icon: MicOff },
  "ask-mic": { text: "Ask to unmute", Icon: Mic },
  "stop-camera": { text: "Turn the camera off", Icon: VideoOff },
  "ask-camera": { text: "Ask to turn the camera on", Icon: Video },
  "stop-screen": { text: "Stop the presentation", Icon: MonitorX },
  "make-cohost": { text: "Make co-host", Icon: ShieldPlus },
  "make-member": { text: "No longer a co-host", Icon: ShieldMinus },
  "hand-over": { text: "Hand the room over", Icon: Crown },
  remove: { text: "Remove", Icon: UserX },
  ban: { text: "Remove and ban", Icon: Ban },
} as const satisfies Record<PersonAction, { text: string; Icon: typeof Ban }>;

export type PersonMenuActions = {
  readonly room: RoomActions;
  readonly pin: Pin;
  readonly message: (personId: string, opener: HTMLElement | null) => void;
  readonly confirm: (confirmation: Confirmation, opener: HTMLElement | null) => void;
};

const isEnding = (action: PersonAction) => action === "remove" || action === "ban";

/** What one can do about a person; nothing where there is nothing. */
export function PersonMenu({
  person,
  offered,
  actions,
}: {
  person: Person;
  offered: readonly PersonAction[];
  actions: PersonMenuActions;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const { pin } = actions;
  if (offered.length === 0 && !pin.possible) return null;
  const item = (action: PersonAction) => {
    const { text, Icon } = LOOKS[action];
    return (
      <MenuItem
        key={action}
        icon={<Icon size={20} aria-hidden />}
        onSelect={() => perform(action, person, actions, button.current)}
      >
        {text}
      </MenuItem>
    );
  };
  return (
    <Menu
      trigger={
        <MenuTrigger asChild>
          <IconButton
            ref={button}
            label={`Options for ${person.name}`}
            icon={<EllipsisVertical size={20} aria-hidden />}
          />
        </MenuTrigger>
      }
    >
      {offered.filter((action) => !isEnding(action)).map(item)}
      {pin.possible && <PinItem person={person} pin={pin} />}
      {offered.some(isEnding) && <MenuLine />}
      {offered.filter(isEnding).map(item)}
    </Menu>
  );
}

function PinItem({ person: { id, name, self }, pin }: { person: Person; pin: Pin }) {
  const key = personKey(id);
  const pinned = pin.pinned === key;
  const who = self ? "You are" : `${name} is`;
  const select = () => {
    pin.toggle(key);
    announce(pinned ? `${who} no longer pinned` : `${who} pinned`);
  };
  const Icon = pinned ? PinOff : PinIcon;
  return (
    <MenuItem icon={<Icon size={20} aria-hidden />} onSelect={select}>
      {pinned ? "Unpin" : "Pin to the stage"}
    </MenuItem>
  );
}

function perform(
  action: PersonAction,
  person: Person,
  { room, message, confirm }: PersonMenuActions,
  opener: HTMLElement | null,
): void {
  const { id, name, guest } = person;
  switch (action) {
    case "message":
      return message(id, opener);
    case "lower-hand":
      return room.lowerHand(id);
    case "mute":
      return room.mute(id, "mic");
    case "ask-mic":
      return room.askToUnmute(id, "mic");
    case "stop-camera":
      return room.mute(id, "camera");
    case "ask-camera":
      return room.askToUnmute(id, "camera");
    case "stop-screen":
      return room.mute(id, "screen");
    case "make-cohost":
      return room.setRole(id, "cohost");
    case "make-member":
      return room.setRole(id, "member");
    case "hand-over":
    case "remove":
    case "ban":
      return confirm({ kind: action, id, name, guest }, opener);
  }
}
