import { parseRoomCode } from "@parley/protocol";
import { type SubmitEvent, useId, useRef, useState } from "react";
import { roomPath } from "../lib/route.ts";
import { navigate } from "../lib/router.tsx";
import { FieldNote } from "../ui/field.tsx";

const NO_CODE = "That is no code or link of a meeting. A code looks like abc-defg-hij.";

/** Takes a code in any spelling, or a link, and goes to that meeting. */
export function CodeField() {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | undefined>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = parseRoomCode(input.current?.value ?? "");
    if (code !== null) return navigate(roomPath(code));
    setError(NO_CODE);
    input.current?.focus();
  };
  return (
    <form onSubmit={submit} noValidate className="grid w-full gap-1.5 sm:w-80">
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
