import * as Tooltip from "@radix-ui/react-tooltip";
import type { ReactElement } from "react";

/**
 * Names a button for those who see it, with its keyboard shortcut when it has one. Like a menu it
 * stands beside its button in the page, inside the same landmark. It goes at once: one that lingered
 * would take the Escape that is meant for something else.
 */
export function Tip({
  text,
  shortcut,
  children,
}: {
  text: string;
  shortcut?: string | undefined;
  children: ReactElement;
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Content
        sideOffset={8}
        collisionPadding={8}
        className="z-50 flex animate-appear data-[state=closed]:animate-none items-center gap-2 rounded-s bg-ink px-2.5 py-1.5 text-s font-medium text-bg"
      >
        {text}
        {shortcut !== undefined && (
          <kbd className="rounded-[5px] bg-bg/15 px-1.5 font-sans text-s">{shortcut}</kbd>
        )}
      </Tooltip.Content>
    </Tooltip.Root>
  );
}

export const TipProvider = Tooltip.Provider;
