import { type ComponentProps, type ReactNode, useId } from "react";

export const INPUT =
  "min-h-12 w-full min-w-0 rounded-m border bg-surface px-3.5 py-2.5 transition-colors " +
  "focus-visible:outline-offset-0";

type FieldProps = Omit<ComponentProps<"input">, "id"> & {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** Stands at the right end, inside the field. */
  end?: ReactNode;
};

/** A labelled input with its hint, and with its error when it has one. */
export function Field({ label, hint, error, end, className, ...input }: FieldProps) {
  const id = useId();
  const hasNote = error !== undefined || hint !== undefined;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="relative grid">
        <input
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={hasNote ? `${id}-note` : undefined}
          className={`${INPUT} ${error === undefined ? "border-field-line" : "border-danger"} ${end === undefined ? "" : "pr-12"} ${className ?? ""}`}
          {...input}
        />
        {end !== undefined && (
          <div className="absolute inset-y-0 right-1.5 grid place-items-center">{end}</div>
        )}
      </div>
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  );
}

export function FieldNote({
  id,
  error,
  hint,
}: {
  id: string;
  error?: string | undefined;
  hint?: string | undefined;
}) {
  if (error === undefined && hint === undefined) return null;
  return (
    <div id={id} className="text-s">
      {error !== undefined && (
        <p role="alert" className="text-danger">
          {error}
        </p>
      )}
      {hint !== undefined && <p className="text-muted">{hint}</p>}
    </div>
  );
}
