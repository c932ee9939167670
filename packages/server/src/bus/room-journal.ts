import type { Clock, Journal, RoomFence } from "../runtime/ports.ts";
import {
  type Command,
  appendCommand,
  checkpointCommand,
  isDone,
  removeCommand,
  renewCommand,
} from "./journal-commands.ts";

/** What the journals of a node share. */
export type JournalDesk = {
  readonly clock: Clock;
  readonly keptMs: number;
  /** Rejects when Redis cannot be asked. In the order of the calls. */
  readonly run: (command: Command) => Promise<unknown>;
  /** Larger each time. */
  readonly nextNumber: () => number;
  /** What is in Redis is complete from now on, or is not any more. */
  readonly onComplete: (journal: RoomJournal, isComplete: boolean) => void;
  /** Resolves when that has been noted, or could not be. */
  readonly noted: () => Promise<void>;
  readonly onClosed: (journal: RoomJournal) => void;
};

/** `broken`: Redis has lost something, or may have. `empty`: nothing is in it yet. */
type State = "empty" | "whole" | "broken" | "closed";

export class RoomJournal implements Journal {
  readonly room: RoomFence;
  readonly #desk: JournalDesk;
  readonly #onGap: () => void;
  #state: State = "empty";
  /** Of the checkpoint that what is appended now comes after. */
  #number = 0;
  /** Of the first checkpoint after the last gap: what was sent before it is of no account. */
  #beginning = 0;
  #batch: string[] = [];
  /** Whom to tell that these are written. */
  #waiting: (() => void)[] = [];
  /** Settles after all others before it: Redis answers in order. */
  #last: Promise<void> = Promise.resolve();
  #gapIsTold = false;
  #closing: Promise<void> | null = null;

  constructor(room: RoomFence, desk: JournalDesk, onGap: () => void) {
    this.room = room;
    this.#desk = desk;
    this.#onGap = onGap;
  }

  get isBroken(): boolean {
    return this.#state === "broken";
  }

  append(entry: string, onWritten: () => void): void {
    if (this.#state !== "whole" || this.#closing !== null) return onWritten();
    this.#batch.push(entry);
    this.#waiting.push(onWritten);
    if (this.#batch.length === 1) this.#desk.clock.soon(() => this.#flush());
  }

  checkpoint(text: string): void {
    if (this.#closing !== null) return;
    this.#flush();
    const follows = this.#state === "whole";
    this.#number = this.#desk.nextNumber();
    if (!follows) this.#beginning = this.#number;
    this.#state = "whole";
    const how = { follows, keptMs: this.#desk.keptMs };
    const onDone = () => this.#desk.onComplete(this, true);
    this.#send(checkpointCommand(this.room, this.#number, text, how), onDone);
  }

  async settled(): Promise<void> {
    this.#flush();
    await this.#last;
    await this.#desk.noted();
  }

  close(keep: boolean): Promise<void> {
    this.#closing ??= this.#close(keep);
    return this.#closing;
  }

  /** Keeps it from lapsing, and finds out whether it is still there. */
  async renew(): Promise<void> {
    if (this.#state !== "whole") return;
    this.#flush();
    this.#send(renewCommand(this.room, this.#number, this.#desk.keptMs), () => {});
    await this.#last;
  }

  /** Redis answers: says once that a checkpoint is due, if it is. */
  tellGap(): void {
    if (this.#state !== "broken" || this.#gapIsTold || this.#closing !== null) return;
    this.#gapIsTold = true;
    this.#onGap();
  }

  async #close(keep: boolean): Promise<void> {
    this.#flush();
    if (!keep) {
      this.#state = "closed";
      this.#send(removeCommand(this.room), () => {});
    }
    await this.settled();
    this.#state = "closed";
    this.#desk.onClosed(this);
  }

  /**
   * The library writes a command after what is in progress, and so before what we do `soon` after it.
   * While the journal is broken nothing waits here: `#break` has told it already.
   */
  #flush(): void {
    const [entries, waiting] = [this.#batch, this.#waiting];
    [this.#batch, this.#waiting] = [[], []];
    if (entries.length === 0) return;
    this.#send(appendCommand(this.room, this.#number, entries), () => {});
    this.#desk.clock.soon(() => callAll(waiting));
  }

  #send(command: Command, onDone: () => void): void {
    this.#last = this.#outcome(this.#desk.run(command), onDone);
  }

  async #outcome(reply: Promise<unknown>, onDone: () => void): Promise<void> {
    const beginning = this.#beginning;
    const isFine = await reply.then(isDone, () => false);
    if (this.#state !== "whole" || beginning !== this.#beginning) return;
    if (isFine) onDone();
    else this.#break();
  }

  #break(): void {
    const waiting = this.#waiting;
    this.#state = "broken";
    [this.#batch, this.#waiting] = [[], []];
    callAll(waiting);
    this.#gapIsTold = false;
    this.#desk.onComplete(this, false);
  }
}

function callAll(all: readonly (() => void)[]): void {
  for (const call of all) call();
}
