import { Field } from "../ui/field.tsx";
import { EXPIRY_CHOICES, type ExpiryChoice, localDate } from "./expiry.ts";
import { SelectField } from "./select-field.tsx";

const DAY_MS = 86_400_000;

/** When a room or an invite ends: not at all, after some time, or at a time of one's choice. */
export function ExpiryField({
  label,
  none,
  value,
  error,
  onChange,
}: {
  label: string;
  /** What no end means here. */
  none: string;
  value: ExpiryChoice;
  error?: string | undefined;
  onChange: (choice: ExpiryChoice) => void;
}) {
  const choose = (name: string) => {
    if (name === "none") onChange({ kind: "none" });
    else if (name === "date") onChange({ kind: "date", date: localDate(Date.now() + DAY_MS) });
    else onChange({ kind: "after", seconds: Number(name) });
  };
  return (
    <>
      <SelectField
        label={label}
        value={value.kind === "after" ? value.seconds : value.kind}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="none">{none}</option>
        {EXPIRY_CHOICES.map(({ seconds, name }) => (
          <option key={seconds} value={seconds}>
            {name}
          </option>
        ))}
        <option value="date">At a date and time…</option>
      </SelectField>
      {value.kind === "date" && (
        <Field
          label={`${label}: date and time`}
          type="datetime-local"
          value={value.date}
          onChange={(event) => onChange({ kind: "date", date: event.target.value })}
          error={error}
        />
      )}
    </>
  );
}
