import { useEffect, useRef } from "react";
import { type Shortcut, shortcutOf } from "./shortcuts.ts";

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");

const isInDialog = (target: EventTarget | null) =>
  target instanceof Element && target.closest("dialog") !== null;

/** Calls for the meeting's own key combinations, wherever the focus is but in a dialog. */
export function useMeetingShortcuts(perform: (shortcut: Shortcut) => void): void {
  const current = useRef(perform);
  useEffect(() => {
    current.current = perform;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isInDialog(event.target)) return;
      const shortcut = shortcutOf(event, isField(event.target));
      if (shortcut === null) return;
      event.preventDefault();
      if (!event.repeat) current.current(shortcut);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
