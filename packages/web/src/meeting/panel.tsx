import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";

/**
 * Something beside the stage; on a phone it covers it. Takes the focus when it opens; Escape closes
 * it, and whoever opened it gives the focus back to its button.
 */
export function Panel({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <aside
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      className="absolute inset-0 z-20 animate-rise overflow-y-auto bg-surface md:static md:w-88 md:shrink-0 md:rounded-l md:border md:border-line"
    >
      <header className="sticky top-0 z-10 flex items-center justify-between gap-2 bg-surface py-3 pr-3 pl-5">
        <h2
          id={id}
          ref={heading}
          tabIndex={-1}
          className="rounded-s text-l font-semibold outline-none"
        >
          {title}
        </h2>
        <button
          type="button"
          aria-label={`Close ${title.toLowerCase()}`}
          onClick={onClose}
          className="grid size-11 place-items-center rounded-m text-muted hover:bg-raised hover:text-ink"
        >
          <X size={22} aria-hidden />
        </button>
      </header>
      <div className="flex flex-col gap-3 px-5 pb-5">{children}</div>
    </aside>
  );
}
