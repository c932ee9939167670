/** That this tab is in a meeting, so that a reload leads back into it with the same devices on. */
export type ReturnNote = {
  readonly mic: boolean;
  readonly camera: boolean;
  /** When the tab was in it for sure, in milliseconds since 1970. */
  readonly at: number;
};

export type ReturnNotes = {
  recall(code: string): ReturnNote | null;
  keep(code: string, note: ReturnNote): void;
  forget(code: string): void;
};

type NoteStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const NOTE = /^([01])([01]) (\d{1,16})$/;
const keyOf = (code: string) => `parley.in.${code}`;

/** Notes in a storage of the tab, as sessionStorage is. Where that is forbidden none are kept. */
export function returnNotes(storage: NoteStorage | undefined): ReturnNotes {
  return {
    recall: (code) => {
      const [, mic, camera, at] = NOTE.exec(storage?.getItem(keyOf(code)) ?? "") ?? [];
      return at === undefined ? null : { mic: mic === "1", camera: camera === "1", at: Number(at) };
    },
    keep: (code, { mic, camera, at }) => {
      try {
        storage?.setItem(keyOf(code), `${Number(mic)}${Number(camera)} ${at}`);
      } catch {
        // A full storage costs the return after a reload, and nothing else.
      }
    },
    forget: (code) => storage?.removeItem(keyOf(code)),
  };
}
