import { parseRoomCode } from "@parley/protocol";
import { type SubmitEvent, useId, useRef, useState } from "react";
import { roomPath } from "../lib/route.ts";
import { navigate } from "../lib/router.tsx";
import { FieldNote } from "../ui/field.tsx";

const NO_CODE = "That is no code or link of a meeting. A code looks like abc-defg-hij.";

/** The token in a pasted invite link; null when there is none. */
function inviteOf(link: string): string | null {
  return new URLSearchParams(link.trim().split("?", 2)[1]?.split("#", 1)[0]).get("invite");
}

/** Takes a code in any spelling, or a link, and goes to that meeting. */
export function CodeField() {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | undefined>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = input.current?.value ?? "";
    const code = parseRoomCode(text);
    if (code !== null) return navigate(roomPath(code, inviteOf(text)));
    setError(NO_CODE);
    input.current?.focus();
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      className="grid w-full gap-1.5 sm:w-auto sm:max-w-80 sm:flex-1 sm:basis-60"
    >
      <div
        className={`flex min-h-14 items-center rounded-m border bg-surface pr-1.5 focus-within:outline-2 focus-within:outline-focus ${error === undefined ? "border-field-line" : "border-danger"}`}
      >
        <input
          ref={input}
          id={id}
          aria-label="Code or link"
          placeholder="Code or link"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : `${id}-note`}
          onChange={() => setError(undefined)}
          className="min-h-12 w-full min-w-0 rounded-m bg-transparent px-4 outline-none"
        />
        <button
          type="submit"
          className="min-h-11 rounded-s px-4 font-semibold text-accent hover:bg-accent-soft"
        >
          Join
        </button>
      </div>
      <FieldNote id={`${id}-note`} error={error} />
    </form>
  );
}
