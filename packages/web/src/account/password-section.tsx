import { LIMITS, type User } from "@parley/protocol";
import { useState } from "react";
import { announce } from "../lib/announcer.tsx";
import { useAction } from "../lib/use-action.ts";
import { Section } from "../rooms/parts.tsx";
import type { AccountApi } from "./account-page.tsx";
import { PasswordField } from "./password-field.tsx";
import { SectionForm, type Typed } from "./section-form.tsx";

const DONE = "Your password was changed. Everywhere else you are signed out now.";

/** A new password, for the old one. */
export function PasswordSection({
  user,
  api,
}: {
  user: User;
  api: Pick<AccountApi, "changePassword">;
}) {
  /** How often it was changed: each time the fields are empty again. */
  const [times, setTimes] = useState(0);
  const save = useAction(async ({ password = "", newPassword = "" }: Typed) => {
    await api.changePassword({ password, newPassword });
    setTimes((n) => n + 1);
    announce(DONE);
  });
  return (
    <Section
      title="Password"
      lead="A change signs you out everywhere else, and ends your meetings there."
    >
      <SectionForm
        key={times}
        fields={["password", "newPassword"]}
        save={save}
        action="Change password"
        done={times > 0 && save.failure === null ? DONE : null}
      >
        {(errors) => (
          <>
            {/* So that password managers know whose password it is. */}
            <input
              type="text"
              name="username"
              autoComplete="username"
              defaultValue={user.username}
              hidden
              readOnly
            />
            <PasswordField
              label="Current password"
              name="password"
              autoComplete="current-password"
              maxLength={LIMITS.passwordLength}
              error={errors.password}
            />
            <PasswordField
              label="New password"
              name="newPassword"
              autoComplete="new-password"
              maxLength={LIMITS.passwordLength}
              error={errors.newPassword}
            />
          </>
        )}
      </SectionForm>
    </Section>
  );
}
