import type { LinkedRoom, RoomCard, RoomDetails } from "@parley/protocol";
import { type Clock, type LocalMediaView, type MediaView, type RoomView } from "@parley/sdk";
import { Store } from "../src/lib/store.ts";
import type { ReturnNote, ReturnNotes } from "../src/visit/return-notes.ts";
import type { IdentityPort, VisitPorts } from "../src/visit/visit-view.ts";
import { Visit } from "../src/visit/visit.ts";
import type { Visitor } from "../src/visit/visitor.ts";
import { localView, participant, roomView } from "./meeting-fixtures.ts";

export const CODE = "qhk-wvze-dtm";
export const linked: LinkedRoom = {
  code: CODE,
  name: "",
  access: "trusted",
  locked: false,
  settings: { chat: true, reactions: true, screenShare: true, muteOnEntry: false, media: "mesh" },
  createdAt: 0,
  expiresAt: null,
  url: `http://127.0.0.1:8000/${CODE}`,
};
export const details: RoomDetails = { ...linked, participants: [] };
export const card: RoomCard = { code: CODE, name: "", access: "trusted" };

export const account: Visitor = { kind: "account", id: "u1", name: "Asha" };

/** Time that stands until it is moved. */
export class HandClock implements Clock {
  #now = 1000;
  readonly #timers = new Set<{ at: number; fn: () => void }>();
  #armed = Promise.withResolvers<void>();

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.add(timer);
    this.#armed.resolve();
    return () => this.#timers.delete(timer);
  }

  /** Resolves when the next timer is set; at once when one is. */
  armed(): Promise<void> {
    if (this.pending > 0) return Promise.resolve();
    this.#armed = Promise.withResolvers();
    return this.#armed.promise;
  }

  get pending(): number {
    return this.#timers.size;
  }

  move(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers]) {
      if (timer.at > this.#now) continue;
      this.#timers.delete(timer);
      timer.fn();
    }
  }
}

/** The devices, as far as a visit minds them: what is on, and that they are closed. */
export class Devices extends Store<LocalMediaView> {
  closed = false;
  constructor() {
    super(localView());
  }
  setMic(on: boolean): Promise<void> {
    this.set({ ...this.view, mic: on ? { state: "starting" } : { state: "off" } });
    return Promise.resolve();
  }
  setCamera(on: boolean): Promise<void> {
    this.set({ ...this.view, camera: on ? { state: "starting" } : { state: "off" } });
    return Promise.resolve();
  }
  setScreen = () => Promise.resolve();
  select = () => Promise.resolve();
  close(): void {
    this.closed = true;
    this.set(localView());
  }
  get on(): readonly [mic: string, camera: string] {
    return [this.view.mic.state, this.view.camera.state];
  }
}

/** A room whose answers the test gives. */
export class Room extends Store<RoomView> {
  readonly #joined = Promise.withResolvers<void>();
  readonly invite: string | null;
  left = false;
  constructor(invite: string | null) {
    super(roomView([], { connection: { state: "joining" }, joinedAt: null }));
    this.invite = invite;
  }
  join = () => this.#joined.promise;
  leave(): Promise<void> {
    this.left = true;
    return Promise.resolve();
  }
  letIn(more: Partial<RoomView> = {}): void {
    const live = { connection: { state: "live" }, joinedAt: 1000, room: linked } as const;
    this.set({ ...this.view, participants: [participant("me")], ...live, ...more });
    this.#joined.resolve();
  }
  lobby(): void {
    const connection = { state: "lobby", room: { code: CODE, name: "Stand-up" } } as const;
    this.set({ ...this.view, connection });
  }
  end(reason: string): void {
    this.set({ ...this.view, connection: { state: "ended", reason, action: "stop" } });
  }
  /** As the SDK does it: the view first, then the promise. */
  refuse(error: Error & { code: string }): void {
    this.end(error.code);
    this.#joined.reject(error);
  }
}

export class Media extends Store<MediaView> {
  closed = false;
  constructor() {
    super({ kind: null, remotes: new Map(), speakers: [], quality: null });
  }
  close(): void {
    this.closed = true;
  }
}

/** Who the browser is; a guest needs but a name. */
export class Identity implements IdentityPort {
  visitor: Visitor | null;
  guestName = "";
  lapses = 0;
  constructor(visitor: Visitor | null) {
    this.visitor = visitor;
  }
  enterAsGuest(name: string): Promise<void> {
    this.guestName = name;
    this.visitor = { kind: "guest", id: "g1", name };
    return Promise.resolve();
  }
  lapse(): void {
    this.lapses += 1;
    this.visitor = null;
  }
}

class Notes implements ReturnNotes {
  note: ReturnNote | null = null;
  recall = () => this.note;
  keep(_code: string, note: ReturnNote): void {
    this.note = note;
  }
  forget(): void {
    this.note = null;
  }
}

type Options = {
  getRoom?: VisitPorts["http"]["getRoom"];
  visitor?: Visitor | null;
  invite?: string;
};

/** A visit in a world that the test rules. */
export function world({
  getRoom = () => Promise.resolve(details),
  visitor = account,
  invite,
}: Options = {}) {
  const clock = new HandClock();
  const identity = new Identity(visitor);
  const notes = new Notes();
  const devices: Devices[] = [];
  const stays: { room: Room; media: Media; local: Devices }[] = [];
  const openEquipment = () => {
    const local = new Devices();
    devices.push(local);
    const openStay = (_code: string, token: string | null) => {
      const stay = { room: new Room(token), media: new Media(), local };
      stays.push(stay);
      return stay;
    };
    return { local, openStay };
  };
  const ports = { clock, identity, notes, http: { getRoom }, openEquipment };
  const visit = new Visit(CODE, ports, invite ?? null);
  return { clock, identity, notes, devices, stays, ports, visit };
}

export type World = ReturnType<typeof world>;

/** A visit that is in the meeting. */
export async function joined(options: Options = {}): Promise<World> {
  const here = world(options);
  await here.visit.look();
  here.visit.join();
  here.stays[0]?.room.letIn();
  return here;
}

/** Lets what has been answered take effect. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}
