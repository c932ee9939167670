import * as Dropdown from "@radix-ui/react-dropdown-menu";
import type { ComponentProps, ReactNode } from "react";

/**
 * A menu at a button. It is not modal: Radix would lock scrolling with an injected <style>, which
 * the Content-Security-Policy forbids. It stands in its button's place in the page, so that it
 * belongs to the same landmark.
 */
export function Menu({
  trigger,
  children,
  ...content
}: { trigger: ReactNode } & ComponentProps<typeof Dropdown.Content>) {
  return (
    <Dropdown.Root modal={false}>
      {trigger}
      <Dropdown.Content
        align="end"
        sideOffset={8}
        collisionPadding={8}
        className="z-40 grid min-w-60 animate-appear gap-0.5 rounded-l border border-line bg-surface p-1.5 text-ink shadow-soft"
        {...content}
      >
        {children}
      </Dropdown.Content>
    </Dropdown.Root>
  );
}

export const MenuTrigger = Dropdown.Trigger;
export const MenuLabel = Dropdown.Label;
export const MenuLine = () => <Dropdown.Separator className="mx-2 my-1 h-px bg-line" />;

export function MenuItem({
  icon,
  className,
  children,
  ...rest
}: ComponentProps<typeof Dropdown.Item> & { icon: ReactNode }) {
  return (
    <Dropdown.Item
      className={`flex min-h-11 items-center gap-3 rounded-m px-3 py-2 outline-none select-none data-[highlighted]:bg-raised ${className ?? ""}`}
      {...rest}
    >
      <span className="text-muted">{icon}</span>
      {children}
    </Dropdown.Item>
  );
}
