import type { ComponentProps } from "react";
import { Link } from "../lib/router.tsx";
import { Spinner } from "./spinner.tsx";

const BASE =
  "inline-flex items-center justify-center gap-2.5 rounded-m font-semibold transition-colors " +
  "select-none text-center disabled:opacity-60 disabled:cursor-default";

const LOOKS = {
  primary: "bg-accent text-accent-text hover:bg-accent-hover",
  plain: "border border-line bg-surface text-ink hover:bg-raised",
  quiet: "text-accent hover:bg-accent-soft",
  danger: "text-danger hover:bg-danger-soft",
} as const;

const SIZES = {
  s: "min-h-9 px-3.5 py-1.5 text-s",
  m: "min-h-12 px-5 py-2.5",
  l: "min-h-14 px-6 py-3 text-l",
} as const;

type Style = { look?: keyof typeof LOOKS; size?: keyof typeof SIZES };

const classes = (look: Style["look"] = "primary", size: Style["size"] = "m", extra = "") =>
  `${BASE} ${LOOKS[look]} ${SIZES[size]} ${extra}`;

type ButtonProps = ComponentProps<"button"> & Style & { busy?: boolean };

/** While busy it keeps the focus and its size; a second click does nothing. */
export function Button({ look, size, busy = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      aria-disabled={busy || undefined}
      className={classes(look, size, className)}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

export function LinkButton({
  look,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & Style) {
  return <Link className={classes(look, size, className)} {...rest} />;
}
