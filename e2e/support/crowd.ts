import { type RoomClient, systemClock } from "@parley/sdk";
import { type People, Tap, company, isLive, view } from "./programs.ts";

/** Many guests in one room, each with an ear on its socket. */
export type Crowd = {
  readonly code: string;
  readonly rooms: readonly RoomClient[];
  readonly taps: readonly Tap[];
};

/** An open room with so many guests, led to all nodes in turn; its owner is not there. */
export async function gather(people: People, count: number): Promise<Crowd> {
  const owner = await people.account("Owner");
  const { code } = await owner.http.createRoom({ access: "open" });
  const guests = await Promise.all(
    Array.from({ length: count }, (_, i) => people.guest(`Guest ${i}`)),
  );
  const taps = guests.map(() => new Tap());
  const rooms = await Promise.all(
    guests.map((guest, i) => {
      const WebSocket = taps[i]?.WebSocket;
      return guest.enter(code, WebSocket === undefined ? {} : { WebSocket });
    }),
  );
  await Promise.all(rooms.map((room) => company(room, count)));
  return { code, rooms, taps };
}

/** Resolves when everybody is in and sees everybody there and well. */
export async function allBack({ rooms }: Crowd): Promise<void> {
  await Promise.all(
    rooms.map((room) =>
      view(room, (seen) => {
        const { participants } = seen;
        const isWhole = participants.length === rooms.length;
        return isLive(seen) && isWhole && participants.every(({ state }) => state === "online");
      }),
    ),
  );
}

/** Frames that say that somebody has left. */
export function leavings({ taps }: Crowd): string[] {
  return taps.flatMap(({ frames }) =>
    frames.filter((frame) => frame.includes('"type":"presence"') && !frame.includes('"left":[]')),
  );
}

/** How many welcomes of these went on where their client was, and how many began with a snapshot. */
export function returns({ taps }: Crowd): { readonly resumed: number; readonly afresh: number } {
  const welcomes = taps.flatMap(({ frames }) =>
    frames.filter((frame) => frame.includes('"type":"welcome"')),
  );
  const resumed = welcomes.filter((frame) => frame.includes('"resumed":true')).length;
  return { resumed, afresh: welcomes.length - resumed - taps.length };
}

/** What somebody says again and again, and what of it was acknowledged. */
export class Speaker {
  readonly acknowledged: string[] = [];
  readonly #room: RoomClient;
  readonly #name: string;
  #isOver = false;
  #done: Promise<void> = Promise.resolve();

  constructor(room: RoomClient, name: string) {
    this.#room = room;
    this.#name = name;
  }

  /** One message after another is acknowledged; `stop` waits for the last one. */
  start(): void {
    this.#done = this.#speak();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#done;
  }

  async #speak(): Promise<void> {
    for (let i = 0; !this.#isOver; i += 1) {
      const text = `${this.#name} ${i}`;
      await this.#room.sendChat(text);
      this.acknowledged.push(text);
      await new Promise<void>((resolve) => systemClock.after(PACE_MS, resolve));
    }
  }
}

/** Of somebody who speaks; nothing is waited for with it. */
const PACE_MS = 30;

/** Each text that somebody has heard, in order; a snapshot tells again what was heard before. */
export function heard({ frames }: Tap): string[] {
  return frames
    .filter((frame) => frame.includes('"type":"chat.message"'))
    .map((frame) => /"text":"([^"]*)"/.exec(frame)?.[1] ?? "");
}

/** All that is stored of a room's chat, oldest first. */
export async function stored(people: People, code: string): Promise<string[]> {
  const reader = await people.account("Reader");
  await reader.http.joinRoom(code);
  const texts: string[] = [];
  for (let cursor: string | null = null; ;) {
    const page = await reader.http.messages(code, cursor === null ? {} : { cursor });
    texts.unshift(...page.messages.map(({ text }) => text));
    if (page.next === null) return texts;
    cursor = page.next;
  }
}
