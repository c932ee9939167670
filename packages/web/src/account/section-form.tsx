import { type ReactNode, type SubmitEvent, useEffect, useRef, useState } from "react";
import { Problem } from "../lib/problem.tsx";
import type { Action } from "../lib/use-action.ts";
import { Button } from "../ui/button.tsx";
import {
  type AccountErrors,
  type AccountField,
  accountErrors,
  missing,
  textOf,
} from "./account-errors.ts";

/** What was typed into a form, by the names of its fields. */
export type Typed = { readonly [F in AccountField]?: string };

/** A small form of the account page. Focus goes to the first field with an error. */
export function SectionForm({
  fields,
  save,
  action,
  done,
  children,
}: {
  fields: readonly AccountField[];
  save: Action<[Typed]>;
  /** What the button says. */
  action: string;
  /** Shown beside it when it was done; null before. */
  done: string | null;
  children: (errors: AccountErrors) => ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [lacking, setLacking] = useState<AccountErrors | null>(null);
  const errors = lacking ?? refusedAt(save);
  const refused = JSON.stringify(errors);
  useEffect(() => {
    const first = form.current?.querySelector("[aria-invalid=true]");
    if (first instanceof HTMLElement) first.focus();
  }, [refused]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const empty = missing(data, fields);
    setLacking(empty);
    if (empty !== null) return;
    save.run(Object.fromEntries(fields.map((name) => [name, textOf(data, name)])));
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="grid gap-5">
      {children(errors)}
      {errors.form !== undefined && save.failure !== null && <Problem failure={save.failure} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" busy={save.busy}>
          {action}
        </Button>
        {done !== null && <span className="animate-appear text-muted">{done}</span>}
      </div>
    </form>
  );
}

function refusedAt({ failure }: Action<[Typed]>): AccountErrors {
  return failure === null ? {} : accountErrors(failure, "newPassword");
}
