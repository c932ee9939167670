import type { LoginBody } from "@parley/protocol";
import { useMemo, useState } from "react";
import { accountPath, parseRoute } from "../lib/route.ts";
import { Link } from "../lib/router.tsx";
import type { Action } from "../lib/use-action.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { type AccountErrors, accountErrors, missing, textOf } from "./account-errors.ts";
import { AccountForm } from "./account-form.tsx";
import { PasswordField } from "./password-field.tsx";

/** Signing in; asks for a new password as well when the server says that the old one must go. */
export function SignInPage({ from, signIn }: { from: string; signIn: Action<[LoginBody]> }) {
  useDocumentTitle("Sign in");
  const [lacking, setLacking] = useState<AccountErrors | null>(null);
  const [renewing, setRenewing] = useState(false);
  const { failure } = signIn;
  if (failure?.code === "password_change_required" && !renewing) setRenewing(true);
  const errors = useMemo(() => {
    if (lacking !== null) return lacking;
    return failure === null ? {} : accountErrors(failure, renewing ? "newPassword" : "password");
  }, [lacking, failure, renewing]);
  const submit = (form: FormData) => {
    const found = missing(form, renewing ? RENEW_FIELDS : FIELDS);
    setLacking(found);
    if (found !== null) return;
    const body = { username: textOf(form, "username").trim(), password: textOf(form, "password") };
    signIn.run(renewing ? { ...body, newPassword: textOf(form, "newPassword") } : body);
  };
  return (
    <AccountForm
      title={renewing ? "Choose a new password" : "Sign in"}
      lead={renewing ? RENEW : leadOf(from)}
      errors={errors}
      onSubmit={submit}
      other={
        <>
          New here?{" "}
          <Link
            href={accountPath("sign-up", from)}
            className="font-semibold text-accent underline-offset-4 hover:underline"
          >
            Create an account
          </Link>
        </>
      }
    >
      <Field
        label="Username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        autoFocus
        error={errors.username}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        error={errors.password}
      />
      {renewing && (
        <PasswordField
          label="New password"
          name="newPassword"
          autoComplete="new-password"
          autoFocus
          error={errors.newPassword}
        />
      )}
      <Button type="submit" busy={signIn.busy}>
        {renewing ? "Save and sign in" : "Sign in"}
      </Button>
    </AccountForm>
  );
}

function leadOf(from: string): string {
  const route = parseRoute(from.split("?", 1)[0] ?? "");
  return route.page === "room" ? `To join ${route.code}.` : "Good to see you.";
}

const FIELDS = ["username", "password"] as const;
const RENEW_FIELDS = [...FIELDS, "newPassword"] as const;
const RENEW =
  "This server has become stricter since you chose yours. Type the old one and a new one.";
