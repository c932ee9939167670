import { LIMITS } from "@parley/protocol";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { accountErrors, missing, textOf } from "../account/account-errors.ts";
import type { Failure } from "../lib/failure.ts";
import { accountPath } from "../lib/route.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { Button, LinkButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";

type Props = {
  code: string;
  /** Where signing in leads back to. */
  from: string;
  /** What the guest of this browser was called last. */
  name: string;
  busy: boolean;
  failure: Failure | null;
  onEnter: (name: string) => void;
};

/** At the link of a meeting without being signed in: a name is enough, an account is possible. */
export function EntryPage({ code, from, ...form }: Props) {
  useDocumentTitle("Join a meeting");
  return (
    <Page>
      <div className="m-auto grid w-full max-w-105 gap-6 py-6 sm:rounded-xl sm:border sm:border-line sm:bg-surface sm:p-9 sm:shadow-soft">
        <div className="grid gap-1.5">
          <h1 className="text-xl font-semibold tracking-tight">What is your name?</h1>
          <p className="text-pretty text-muted">
            To join <span className="tabular-nums">{code}</span>. No account needed.
          </p>
        </div>
        <NameForm {...form} />
        <div className="flex items-center gap-3 text-s text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          or with an account
        </div>
        <div className="flex flex-wrap gap-3 *:grow">
          <LinkButton look="plain" href={accountPath("sign-in", from)}>
            Sign in
          </LinkButton>
          <LinkButton look="plain" href={accountPath("sign-up", from)}>
            Create an account
          </LinkButton>
        </div>
      </div>
    </Page>
  );
}

function NameForm({ name, busy, failure, onEnter }: Omit<Props, "code" | "from">) {
  const form = useRef<HTMLFormElement>(null);
  const [lacking, setLacking] = useState<string | undefined>();
  const refused = failure === null ? {} : accountErrors(failure, "password");
  const error = lacking ?? refused.displayName;
  useEffect(() => {
    const input = form.current?.querySelector("[aria-invalid=true]");
    if (input instanceof HTMLElement) input.focus();
  }, [error]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const empty = missing(data, ["displayName"]);
    setLacking(empty?.displayName);
    if (empty === null) onEnter(textOf(data, "displayName").trim());
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="grid gap-5">
      {refused.form !== undefined && (
        <div role="alert">
          <Notice tone="problem">{refused.form}</Notice>
        </div>
      )}
      <Field
        label="Your name"
        hint="What others see in the meeting."
        name="displayName"
        autoComplete="name"
        defaultValue={name}
        maxLength={LIMITS.nameLength}
        autoFocus
        error={error}
      />
      <Button type="submit" busy={busy}>
        Continue as a guest
      </Button>
    </form>
  );
}
