import { LIMITS, type User } from "@parley/protocol";
import { useState } from "react";
import { announce } from "../lib/announcer.tsx";
import { useAction } from "../lib/use-action.ts";
import { Section } from "../rooms/parts.tsx";
import { Field } from "../ui/field.tsx";
import type { AccountApi } from "./account-page.tsx";
import { SectionForm, type Typed } from "./section-form.tsx";

/** What others see in meetings. */
export function NameSection({
  user,
  api,
  onChanged,
}: {
  user: User;
  api: Pick<AccountApi, "updateAccount">;
  onChanged: (user: User) => void;
}) {
  const [done, setDone] = useState<string | null>(null);
  const save = useAction(async ({ displayName = "" }: Typed) => {
    setDone(null);
    onChanged(await api.updateAccount({ displayName: displayName.trim() }));
    setDone("Saved");
    announce("Saved");
  });
  return (
    <Section title="Your name" lead="What others see in a meeting. It counts from the next one on.">
      <SectionForm fields={["displayName"]} save={save} action="Save name" done={done}>
        {(errors) => (
          <Field
            label="Display name"
            name="displayName"
            autoComplete="name"
            defaultValue={user.displayName}
            maxLength={LIMITS.nameLength}
            error={errors.displayName}
          />
        )}
      </SectionForm>
    </Section>
  );
}
