import type { ComponentProps, ReactNode } from "react";

type Props = Omit<ComponentProps<"button">, "children" | "aria-label"> & {
  label: string;
  icon: ReactNode;
};

/** A button that is only a symbol; `label` is its name. */
export function IconButton({ label, icon, className, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      className={`grid size-11 shrink-0 place-items-center rounded-m text-muted transition-colors hover:bg-raised hover:text-ink ${className ?? ""}`}
      {...rest}
    >
      {icon}
    </button>
  );
}
