import type { Access } from "@parley/protocol";
import { useId } from "react";
import { ACCESS, ACCESS_TEXT } from "./access-text.ts";

/** The choice of who comes in how. */
export function AccessField({
  value,
  onChange,
}: {
  value: Access;
  onChange: (access: Access) => void;
}) {
  const name = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">Who may come in</legend>
      {ACCESS.map((access) => (
        <label
          key={access}
          className="flex cursor-pointer items-start gap-3 rounded-m border border-line px-3.5 py-2.5 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
        >
          <input
            type="radio"
            name={name}
            value={access}
            checked={access === value}
            onChange={() => onChange(access)}
            aria-describedby={`${name}-${access}`}
            aria-label={ACCESS_TEXT[access].name}
            className="mt-1 size-4 shrink-0 accent-accent outline-none"
          />
          <span className="grid min-w-0">
            <span className="font-medium">{ACCESS_TEXT[access].name}</span>
            <span id={`${name}-${access}`} className="text-s text-pretty text-muted">
              {ACCESS_TEXT[access].hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
