import { LIMITS, type Room, type RoomChange } from "@parley/protocol";
import { ExternalLink, MicOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { roomPagePath } from "../lib/route.ts";
import { AccessField } from "../rooms/access-field.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Switch } from "../ui/switch.tsx";
import { Panel, PanelBody } from "./panel.tsx";
import type { RoomActions } from "./room-actions.ts";

/** What hosts decide for everyone. It always shows what the server has, not what was clicked. */
export function HostPanel({
  room,
  actions,
  onClose,
}: {
  room: Room;
  actions: Pick<RoomActions, "updateRoom" | "muteAll">;
  onClose: () => void;
}) {
  const { settings } = room;
  const change = actions.updateRoom;
  return (
    <Panel title="Host controls" onClose={onClose}>
      <PanelBody>
        <Button look="plain" size="s" onClick={actions.muteAll} className="shrink-0">
          <MicOff size={18} aria-hidden />
          Mute everyone
        </Button>
        <Group>
          <AccessField value={room.access} onChange={(access) => change({ access })} />
          <Switch
            label="Lock the meeting"
            hint="Nobody new comes in or can ask to. Who is here, and who was, may come back."
            on={room.locked}
            onChange={(locked) => change({ locked })}
          />
        </Group>
        <Group title="What everyone may do">
          <Switch
            label="Chat"
            on={settings.chat}
            onChange={(chat) => change({ settings: { chat } })}
          />
          <Switch
            label="Reactions"
            on={settings.reactions}
            onChange={(reactions) => change({ settings: { reactions } })}
          />
          <Switch
            label="Share the screen"
            on={settings.screenShare}
            onChange={(screenShare) => change({ settings: { screenShare } })}
          />
          <Switch
            label="Come in muted"
            hint="Everyone can unmute themselves."
            on={settings.muteOnEntry}
            onChange={(muteOnEntry) => change({ settings: { muteOnEntry } })}
          />
        </Group>
        <Group title="The room">
          <RoomName key={room.name} name={room.name} onChange={change} />
          <a
            href={roomPagePath(room.code)}
            target="_blank"
            rel="noreferrer"
            className="flex min-h-11 items-center gap-2 rounded-s font-semibold text-accent hover:text-accent-hover"
          >
            Invites, attendance and settings
            <ExternalLink size={16} aria-hidden />
          </a>
        </Group>
      </PanelBody>
    </Panel>
  );
}

function Group({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="grid gap-1 border-t border-line pt-3">
      {title !== undefined && <h3 className="text-s text-muted">{title}</h3>}
      {children}
    </section>
  );
}

function RoomName({ name, onChange }: { name: string; onChange: (change: RoomChange) => void }) {
  const [draft, setDraft] = useState(name);
  const wanted = draft.trim();
  const changed = wanted !== "" && wanted !== name;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) onChange({ name: wanted });
      }}
      className="grid gap-2"
    >
      <Field
        label="Name of the meeting"
        value={draft}
        maxLength={LIMITS.nameLength}
        onChange={(event) => setDraft(event.target.value)}
      />
      {changed && (
        <Button type="submit" size="s" className="justify-self-start">
          Save the name
        </Button>
      )}
    </form>
  );
}
