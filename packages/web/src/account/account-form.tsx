import { type ReactNode, type SubmitEvent, useEffect, useRef } from "react";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import type { AccountErrors } from "./account-errors.ts";

/** The card that signing in and signing up share. Focus goes to the first field with an error. */
export function AccountForm({
  title,
  lead,
  errors,
  onSubmit,
  other,
  children,
}: {
  title: string;
  lead: string;
  errors: AccountErrors;
  onSubmit: (form: FormData) => void;
  other: ReactNode;
  children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const first = form.current?.querySelector("[aria-invalid=true]");
    if (first instanceof HTMLElement) first.focus();
  }, [errors]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Page>
      <div className="m-auto grid w-full max-w-105 gap-6 py-6 sm:rounded-xl sm:border sm:border-line sm:bg-surface sm:p-9 sm:shadow-soft">
        <div className="grid gap-1.5">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          <p className="text-pretty text-muted">{lead}</p>
        </div>
        <form ref={form} noValidate onSubmit={submit} className="grid gap-5">
          {errors.form !== undefined && (
            <div role="alert">
              <Notice tone="problem">{errors.form}</Notice>
            </div>
          )}
          {children}
        </form>
        <p className="text-center text-muted">{other}</p>
      </div>
    </Page>
  );
}
