import { decodeJson, isObject } from "@parley/protocol";
import type { Event } from "../room/event.ts";
import type { SavedState } from "../room/saved-state.ts";
import type { SavedAudience } from "./audience.ts";
import { Gate } from "./gate.ts";
import type { Journal, JournalRecord, Peer } from "./ports.ts";
import type { SavedConnections } from "./room-media.ts";

/** All that another node needs to go on with a room. */
export type SavedRoom = {
  readonly state: SavedState;
  readonly audience: SavedAudience;
  readonly media: readonly SavedConnections[];
};

/** What happens to a saved room, in order. */
export type LogItem =
  | { readonly type: "event"; readonly event: Event }
  /** A frame for one that is of no use on another node: a description of the SFU's. */
  | { readonly type: "told"; readonly participantId: string }
  /** A full welcome began it. */
  | { readonly type: "session"; readonly participantId: string; readonly sessionId: string }
  | { readonly type: "taken"; readonly participantId: string; readonly id: number }
  | {
      readonly type: "answered";
      readonly participantId: string;
      readonly id: number;
      readonly frame: string;
    }
  | ({ readonly type: "media" } & SavedConnections);

export type LogLimits = { readonly logEntries: number; readonly logBytes: number };

/**
 * Writes down what a room does, one entry for each turn of its mailbox, so that another node can go
 * on with it. Now and then it begins anew with the room as it is.
 */
export class RoomLog {
  readonly #journal: Journal;
  readonly #limits: LogLimits;
  readonly #save: () => SavedRoom;
  readonly #gate = new Gate();
  /** Entries that are not written yet. */
  #unwritten = 0;
  #items: LogItem[] = [];
  #begun = false;
  #entries = 0;
  #bytes = 0;

  constructor(journal: Journal, limits: LogLimits, save: () => SavedRoom) {
    this.#journal = journal;
    this.#limits = limits;
    this.#save = save;
  }

  note(item: LogItem): void {
    this.#items.push(item);
  }

  /** An event, when another node could do something with it. */
  noteEvent(event: Event): void {
    const item = itemOf(event);
    if (item !== null) this.#items.push(item);
  }

  /** What the peer is told, it is told when that is in the log. */
  gated(peer: Peer): Peer {
    return this.#gate.before(peer);
  }

  /** The turn is over: what it did is written down, and then told. */
  write(): void {
    if (this.#items.length === 0 || !this.#begun) return this.#tellIfWritten();
    const entry = JSON.stringify(this.#items);
    this.#items = [];
    this.#entries += 1;
    this.#bytes += entry.length;
    this.#append(entry);
    const { logEntries, logBytes } = this.#limits;
    // After the entry: who reads the log may begin with the checkpoint before.
    if (this.#entries >= logEntries || this.#bytes >= logBytes) this.checkpoint();
  }

  #append(entry: string): void {
    const { mark } = this.#gate;
    this.#unwritten += 1;
    this.#journal.append(entry, () => {
      this.#unwritten -= 1;
      this.#gate.letThrough(mark);
      this.#tellIfWritten();
    });
  }

  /** What came since the last entry, and is for no log. */
  #tellIfWritten(): void {
    if (this.#unwritten === 0 && this.#items.length === 0) this.#gate.letThrough(this.#gate.mark);
  }

  /** Nothing waits any more for the log. */
  end(): void {
    this.#gate.open();
  }

  /** Between two turns. Nothing is written before the first one. */
  checkpoint(): void {
    this.#begun = true;
    this.#items = [];
    this.#entries = 0;
    this.#bytes = 0;
    this.#journal.checkpoint(JSON.stringify(this.#save()));
  }
}

function itemOf(event: Event): LogItem | null {
  switch (event.type) {
    case "connection.ended":
    case "expiry.warned":
    case "speakers.changed":
      return null;
    case "media.told": {
      const { type, participantId } = event.news;
      const isDescription = type === "offer" || type === "answer";
      return isDescription ? { type: "told", participantId } : { type: "event", event };
    }
    default:
      return { type: "event", event };
  }
}

/** A room and what happened to it since; null for what this version cannot read. */
export function readLog(
  record: JournalRecord,
): { readonly saved: SavedRoom; readonly items: readonly LogItem[] } | null {
  // Other nodes have our secret and our code: what they write is ours.
  const saved = decodeJson<SavedRoom>(record.checkpoint, isSavedRoom);
  if (saved === null) return null;
  const items: LogItem[] = [];
  for (const entry of record.entries) {
    const some = decodeJson<LogItem[]>(entry, Array.isArray);
    if (some === null) return null;
    items.push(...some);
  }
  return { saved, items };
}

function isSavedRoom(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { state, audience, media } = value;
  return isObject(state) && isObject(audience) && Array.isArray(media);
}
