import { type ReactNode, useEffect } from "react";

/** Presses buttons and menu items by their names, one after another, each as soon as it is there. */
export function Pressed({ names, children }: { names: readonly string[]; children: ReactNode }) {
  useEffect(() => {
    let [next, ...rest] = names;
    const timer = setInterval(() => {
      const target = next === undefined ? undefined : findByName(next);
      if (target === undefined) return;
      press(target);
      [next, ...rest] = rest;
      if (next === undefined) clearInterval(timer);
    }, 30);
    return () => clearInterval(timer);
  }, [names]);
  return children;
}

function findByName(name: string): HTMLElement | undefined {
  const all = document.querySelectorAll<HTMLElement>("button, [role=menuitem]");
  return [...all].find((element) => {
    const own = element.getAttribute("aria-label") ?? element.textContent;
    return own.trim().startsWith(name) && element.checkVisibility();
  });
}

/** Menus open by key and close by click; a synthetic Enter does not click by itself. */
function press(element: HTMLElement): void {
  element.focus();
  if (element.getAttribute("aria-haspopup") !== "menu") return element.click();
  element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}
