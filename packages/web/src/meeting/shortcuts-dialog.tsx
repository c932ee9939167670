import { shortcutText } from "../lib/platform.ts";
import { Dialog } from "../ui/dialog.tsx";
import { SHORTCUT_TEXTS } from "./shortcuts.ts";

const LIST = [
  { text: "Microphone on or off", keys: shortcutText("d") },
  { text: "Camera on or off", keys: shortcutText("e") },
  { text: "Raise or lower your hand", keys: SHORTCUT_TEXTS.hand },
  { text: "Chat", keys: SHORTCUT_TEXTS.chat },
  { text: "People", keys: SHORTCUT_TEXTS.people },
  { text: "Send a message", keys: "Enter" },
  { text: "New line in a message", keys: "Shift+Enter" },
  { text: "Close what is open", keys: SHORTCUT_TEXTS.close },
  { text: "This list", keys: SHORTCUT_TEXTS.help },
];

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" closeLabel="Close keyboard shortcuts" onClose={onClose}>
      {() => (
        <dl className="grid">
          {LIST.map(({ text, keys }) => (
            <div
              key={text}
              className="flex items-center justify-between gap-4 border-t border-line py-2 first:border-0"
            >
              <dt>{text}</dt>
              <dd className="flex shrink-0 gap-1">
                {keys.split("+").map((key) => (
                  <kbd
                    key={key}
                    className="min-w-7 rounded-s border border-line bg-raised px-1.5 py-0.5 text-center font-sans text-s font-medium"
                  >
                    {key}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Dialog>
  );
}
