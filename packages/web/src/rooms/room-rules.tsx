import type { Room, RoomPatch } from "@parley/protocol";
import { useState } from "react";
import { announce } from "../lib/announcer.tsx";
import { Problem } from "../lib/problem.tsx";
import { useAction } from "../lib/use-action.ts";
import { Switch } from "../ui/switch.tsx";
import { Section } from "./parts.tsx";
import type { RoomApi } from "./room-page.tsx";

const RULES = [
  { name: "chat", label: "Chat", hint: "Everyone can write messages." },
  { name: "reactions", label: "Reactions", hint: "Everyone can send emoji." },
  { name: "screenShare", label: "Present", hint: "Everyone can share their screen." },
  {
    name: "muteOnEntry",
    label: "Mute on entry",
    hint: "People come in with their microphone off, and turn it on themselves.",
  },
] as const;

/** What holds in the room. Each switch counts at once, also for a meeting that is under way. */
export function RulesSection({ room, api }: { room: Room; api: Pick<RoomApi, "updateRoom"> }) {
  const [saved, setSaved] = useState<Room>(room);
  /** What was switched and is on its way. */
  const [wished, setWished] = useState<Room | null>(null);
  const change = useAction(async (patch: RoomPatch, wish: Room) => {
    setWished(wish);
    try {
      setSaved(await api.updateRoom(room.code, patch));
      announce("Saved");
    } finally {
      setWished(null);
    }
  });
  const { locked, settings } = wished ?? saved;
  return (
    <Section title="Rules" lead="Hosts may always do everything. Changes count at once.">
      <div className="grid gap-1">
        <Switch
          label="Lock the room"
          hint="Nobody new gets in, not even to ask. Those who were let in before still do."
          on={locked}
          onChange={(on) => change.run({ locked: on }, { ...saved, locked: on })}
        />
        {RULES.map(({ name, label, hint }) => (
          <Switch
            key={name}
            label={label}
            hint={hint}
            on={settings[name]}
            onChange={(on) =>
              change.run(
                { settings: { [name]: on } },
                { ...saved, settings: { ...saved.settings, [name]: on } },
              )
            }
          />
        ))}
      </div>
      {change.failure !== null && <Problem failure={change.failure} />}
    </Section>
  );
}
