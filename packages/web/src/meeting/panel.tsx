import { X } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useId, useRef } from "react";
import { IconButton } from "../ui/icon-button.tsx";

/**
 * Something beside the stage; on a phone it covers everything. Takes the focus when it opens; whoever
 * opened it gives the focus back to its button.
 */
export function Panel({
  title,
  onClose,
  focusFirst,
  footer,
  children,
}: {
  title: string;
  onClose: () => void;
  /** What takes the focus instead of the heading. */
  focusFirst?: RefObject<HTMLElement | null> | undefined;
  /** Stays in sight below what scrolls. */
  footer?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => (focusFirst ?? heading).current?.focus(), [title, focusFirst]);
  return (
    <aside
      aria-labelledby={id}
      className="fixed inset-0 z-30 grid animate-rise grid-rows-[auto_minmax(0,1fr)_auto] overflow-hidden bg-surface md:static md:w-88 md:shrink-0 md:rounded-l md:border md:border-line"
    >
      <header className="flex items-center justify-between gap-2 py-2 pr-2.5 pl-5">
        <h2
          id={id}
          ref={heading}
          tabIndex={-1}
          className="rounded-s text-l font-semibold outline-none"
        >
          {title}
        </h2>
        <IconButton
          label={`Close ${title.toLowerCase()}`}
          icon={<X size={22} aria-hidden />}
          onClick={onClose}
        />
      </header>
      {children}
      {footer}
    </aside>
  );
}

/** What scrolls in a panel. With nothing in it that takes the focus it does so itself, under a name. */
export function PanelBody({ label, children }: { label?: string; children: ReactNode }) {
  const named = label === undefined ? {} : { role: "region", "aria-label": label, tabIndex: 0 };
  return (
    <div className="flex flex-col gap-3 overflow-y-auto px-5 pb-5 -outline-offset-2" {...named}>
      {children}
    </div>
  );
}
