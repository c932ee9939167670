import type { RoomClient } from "@parley/sdk";

/** Notes what one participant sees of the comings and goings of the others, and hears in the chat. */
export class Witness {
  /** Whoever was there from the beginning: a leave or a join would change this. */
  readonly changes: string[] = [];
  /** The states that each name went through, one after another. */
  readonly states = new Map<string, string[]>();
  readonly heard: string[] = [];
  #roster: string;

  constructor(room: RoomClient) {
    this.#roster = rosterOf(room);
    this.#note(room);
    room.subscribe(() => this.#note(room));
    room.onChat(({ text }) => this.heard.push(text));
  }

  #note(room: RoomClient): void {
    const roster = rosterOf(room);
    if (roster !== this.#roster) this.changes.push(roster);
    this.#roster = roster;
    for (const { name, state } of room.view.participants) {
      const states = this.states.get(name) ?? [];
      if (states.at(-1) !== state) this.states.set(name, [...states, state]);
    }
  }
}

/** Who left and joined again between two looks has joined at another time. */
function rosterOf({ view: { participants } }: RoomClient): string {
  return participants.map(({ id, name, joinedAt }) => `${name} ${id} ${joinedAt}`).join();
}
