import { LIMITS, type Room, type RoomPatch } from "@parley/protocol";
import { type SubmitEvent, useState } from "react";
import { announce } from "../lib/announcer.tsx";
import { Problem } from "../lib/problem.tsx";
import { dateText } from "../lib/time-text.ts";
import { useAction } from "../lib/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { AccessField } from "./access-field.tsx";
import { ExpiryField } from "./expiry-field.tsx";
import { type ExpiryChoice, choiceOf, expiresInOf } from "./expiry.ts";
import { Section } from "./parts.tsx";
import type { RoomApi } from "./room-page.tsx";

/** The room's name, its door and its end. */
export function SettingsSection({ room, api }: { room: Room; api: Pick<RoomApi, "updateRoom"> }) {
  const [saved, setSaved] = useState<Room>(room);
  const [name, setName] = useState(room.name);
  const [access, setAccess] = useState(room.access);
  const [expiry, setExpiry] = useState<ExpiryChoice | null>(null);
  const [expiryError, setExpiryError] = useState<string | undefined>();
  const [done, setDone] = useState(false);
  const save = useAction(async (patch: RoomPatch) => {
    const changes = Object.keys(patch).length > 0;
    const now = changes ? await api.updateRoom(saved.code, patch) : saved;
    setSaved(now);
    setName(now.name);
    setExpiry(null);
    setDone(true);
    announce("Saved");
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const expiresIn = expiry === null ? undefined : expiresInOf(expiry, Date.now());
    setExpiryError(typeof expiresIn === "string" ? expiresIn : undefined);
    setDone(false);
    if (typeof expiresIn === "string") return;
    const title = name.trim();
    save.run({
      ...(title === saved.name ? {} : { name: title }),
      ...(access === saved.access ? {} : { access }),
      ...(expiresIn === undefined ? {} : { expiresIn }),
    });
  };
  const nameError = save.failure?.fields["name"];
  return (
    <Section title="Settings">
      <form noValidate onSubmit={submit} onChange={() => setDone(false)} className="grid gap-5">
        <Field
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={LIMITS.nameLength}
          autoComplete="off"
          error={nameError === undefined ? undefined : `The name ${nameError}.`}
        />
        <AccessField value={access} onChange={setAccess} />
        <ExpiryField
          label="Expires"
          none="When nobody has used it for 90 days"
          value={expiry ?? choiceOf(saved.expiresAt)}
          error={expiryError}
          onChange={setExpiry}
        />
        {saved.expiresAt !== null && expiry === null && (
          <p className="-mt-3 text-s text-muted">Now set to {dateText(saved.expiresAt)}.</p>
        )}
        {save.failure !== null && nameError === undefined && <Problem failure={save.failure} />}
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" busy={save.busy}>
            Save changes
          </Button>
          {done && <span className="animate-appear text-muted">Saved</span>}
        </div>
      </form>
    </Section>
  );
}
