/** What the guest of this browser is called; there is none while somebody is signed in. */
export type GuestNote = {
  recall(): string | null;
  keep(name: string): void;
  forget(): void;
};

type NoteStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const KEY = "parley.guest";

/** A note in a storage of the browser, as localStorage is. Where that is forbidden there is none. */
export function guestNote(storage: NoteStorage | undefined): GuestNote {
  return {
    recall: () => storage?.getItem(KEY) ?? null,
    keep: (name) => {
      try {
        storage?.setItem(KEY, name);
      } catch {
        // A full storage costs typing the name again, and nothing else.
      }
    },
    forget: () => storage?.removeItem(KEY),
  };
}
