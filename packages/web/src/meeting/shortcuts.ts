/** What a key combination does in the meeting; microphone and camera are of the devices. */
export type Shortcut = "hand" | "chat" | "people" | "help" | "close";

type Keys = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "altKey" | "metaKey" | "getModifierState"
>;

const LETTERS: { readonly [letter: string]: Shortcut } = { h: "hand", c: "chat", p: "people" };

/** The shortcut that was pressed. `typing`: the keys go into a field, where "?" is a letter. */
export function shortcutOf(keys: Keys, typing: boolean): Shortcut | null {
  // AltGr is Ctrl and Alt on Windows, and writes letters on many keyboards.
  if (keys.getModifierState("AltGraph") || keys.metaKey) return null;
  if (keys.ctrlKey && keys.altKey) return LETTERS[letterOf(keys)] ?? null;
  if (keys.key === "Escape") return "close";
  if (keys.key === "?" && !typing && !keys.ctrlKey && !keys.altKey) return "help";
  return null;
}

/** With Alt held a Mac's keys write something else; then the key's place tells the letter. */
function letterOf({ key, code }: Pick<Keys, "key" | "code">): string {
  const letter = key.toLowerCase();
  return /^[a-z]$/.test(letter) ? letter : code.replace(/^Key/, "").toLowerCase();
}

/** How they are written. A Mac's keyboard has Ctrl and Alt, too. */
export const SHORTCUT_TEXTS = {
  hand: "Ctrl+Alt+H",
  chat: "Ctrl+Alt+C",
  people: "Ctrl+Alt+P",
  help: "?",
  close: "Esc",
} as const satisfies Record<Shortcut, string>;
