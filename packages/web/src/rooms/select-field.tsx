import { ChevronDown } from "lucide-react";
import { type ComponentProps, useId } from "react";
import { FieldNote, INPUT } from "../ui/field.tsx";

/** A labelled choice of one from a list. */
export function SelectField({
  label,
  hint,
  children,
  ...select
}: Omit<ComponentProps<"select">, "id" | "className"> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="relative grid items-center">
        <select
          id={id}
          aria-describedby={hint === undefined ? undefined : `${id}-note`}
          className={`${INPUT} appearance-none truncate border-field-line pr-10 [&>option]:bg-surface [&>option]:text-ink`}
          {...select}
        >
          {children}
        </select>
        <ChevronDown
          size={18}
          aria-hidden
          className="pointer-events-none absolute right-3.5 text-muted"
        />
      </div>
      <FieldNote id={`${id}-note`} hint={hint} />
    </div>
  );
}
