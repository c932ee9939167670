import { LIMITS, type RegisterBody } from "@parley/protocol";
import { useMemo, useState } from "react";
import { accountPath } from "../lib/route.ts";
import { Link } from "../lib/router.tsx";
import type { Action } from "../lib/use-action.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { type AccountErrors, accountErrors, missing, textOf } from "./account-errors.ts";
import { AccountForm } from "./account-form.tsx";
import { PasswordField } from "./password-field.tsx";

/** A new account, signed in at once. */
export function SignUpPage({ from, signUp }: { from: string; signUp: Action<[RegisterBody]> }) {
  useDocumentTitle("Create an account");
  const [lacking, setLacking] = useState<AccountErrors | null>(null);
  const { failure } = signUp;
  const errors = useMemo(() => {
    if (lacking !== null) return lacking;
    return failure === null ? {} : accountErrors(failure, "password");
  }, [lacking, failure]);
  const submit = (form: FormData) => {
    const found = missing(form, ["username", "password"]);
    setLacking(found);
    if (found !== null) return;
    const displayName = textOf(form, "displayName").trim();
    const body = { username: textOf(form, "username").trim(), password: textOf(form, "password") };
    signUp.run(displayName === "" ? body : { ...body, displayName });
  };
  return (
    <AccountForm
      title="Create an account"
      lead="It lives on this server only. No e-mail address needed."
      errors={errors}
      onSubmit={submit}
      other={
        <>
          Have one already?{" "}
          <Link
            href={accountPath("sign-in", from)}
            className="font-semibold text-accent underline-offset-4 hover:underline"
          >
            Sign in
          </Link>
        </>
      }
    >
      <Field
        label="Your name"
        hint="What others see in a meeting."
        name="displayName"
        autoComplete="name"
        maxLength={LIMITS.nameLength}
        autoFocus
        error={errors.displayName}
      />
      <Field
        label="Username"
        hint="To sign in with. No spaces."
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        maxLength={LIMITS.usernameLength}
        error={errors.username}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        maxLength={LIMITS.passwordLength}
        error={errors.password}
      />
      <Button type="submit" busy={signUp.busy}>
        Create account
      </Button>
    </AccountForm>
  );
}
