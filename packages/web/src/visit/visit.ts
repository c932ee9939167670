import { LIMITS, type RoomResult } from "@parley/protocol";
import { type Failure, failureOf } from "../lib/failure.ts";
import { Store, type View } from "../lib/store.ts";
import { afterRefusal, isSignedOut } from "./refusal.ts";
import type { ReturnNote } from "./return-notes.ts";
import { mustBeMuted, switchedOn } from "./stay-devices.ts";
import type { Equipment, Place, Stay, VisitPorts, VisitStay, VisitView } from "./visit-view.ts";

export type { LocalPort, Stay, VisitPorts, VisitView } from "./visit-view.ts";

const LOOK_AGAIN_MS = 10_000;

const nothing = () => {};

/**
 * One visit of one room: a guest's name, the green room, the lobby, the meeting, and what comes
 * after. Owns the devices, the room and the media, and closes each when it is no longer needed.
 */
export class Visit<S extends VisitStay = Stay> implements View<VisitView<S>> {
  readonly code: string;
  readonly #ports: VisitPorts<S>;
  readonly #store = new Store<VisitView<S>>({ state: "looking" });
  /** Grows with each look and with closing: only the answer to the latest look counts. */
  #turn = 0;
  #invite: string | null;
  #place: Place | null = null;
  #equipment: Equipment<S> | null = null;
  #stay: S | null = null;
  #cancelLook = nothing;
  #unwatch = nothing;
  /** The tab was in this meeting a moment ago: the next look leads straight back. */
  #note: ReturnNote | null = null;
  /** What to switch on when the devices are opened: what was on when they were closed. */
  #wanted = { mic: true, camera: true };

  /** @param invite the token of an invite link */
  constructor(code: string, ports: VisitPorts<S>, invite: string | null = null) {
    this.code = code;
    this.#ports = ports;
    this.#invite = invite;
  }

  get view(): VisitView<S> {
    return this.#store.view;
  }

  /** Null once it was used, or found to be of no use. */
  get invite(): string | null {
    return this.#invite;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** Looks for the room, then opens its green room. Never rejects: problems are in the view. */
  async look(): Promise<void> {
    const turn = ++this.#turn;
    this.#note ??= this.#freshNote();
    const { visitor } = this.#ports.identity;
    if (visitor === null) return this.#askName();
    this.#store.set({ state: "looking" });
    try {
      const room = await this.#ports.http.getRoom(this.code);
      if (turn === this.#turn) this.#arrive({ room, visitor });
    } catch (error) {
      if (turn === this.#turn) this.#turnAway(failureOf(error));
    }
  }

  /** Goes on as a guest of this name. Never rejects: a refusal is in the view. */
  async enterAsGuest(name: string): Promise<void> {
    const asking = this.view;
    if (asking.state !== "name-needed" || asking.busy) return;
    const turn = ++this.#turn;
    this.#store.set({ ...asking, busy: true, failure: null });
    try {
      await this.#ports.identity.enterAsGuest(name);
      if (turn === this.#turn) await this.look();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#store.set({ ...asking, busy: false, failure: failureOf(error) });
    }
  }

  /** From a guest's green room back to the question for the name. */
  changeName(): void {
    if (this.view.state !== "green-room" || this.view.joining) return;
    this.#release();
    this.#askName();
  }

  /** From the green room into the meeting or its lobby. */
  join(): void {
    if (this.view.state !== "green-room" || this.view.joining) return;
    this.#store.set({ ...this.view, joining: true, failure: null });
    this.#enter({ isReturn: false });
  }

  /** Leaves the meeting by one's own wish; from the lobby back to the green room. */
  leave(): void {
    if (this.view.state === "lobby") this.#openGreenRoom(null);
    else this.#end("left");
  }

  /** Goes back in, with the microphone and the camera as they were. */
  rejoin(): void {
    const ended = this.view;
    if (ended.state !== "ended") return;
    if (this.#place === null || this.#ports.identity.visitor === null) return void this.look();
    this.#return({ isReturn: ended.reason === "taken_over" });
  }

  /** The page goes away, maybe only to come back: from now on the note of the meeting ages. */
  remember(): void {
    if (this.view.state === "meeting") this.#keepNote();
  }

  /** Ends everything that is under way. Idempotent; a later look begins anew. */
  close(): void {
    this.#turn++;
    if (this.view.state === "meeting") this.#ports.notes.forget(this.code);
    this.#release();
  }

  #askName(): void {
    this.#note = null;
    this.#ports.notes.forget(this.code);
    const name = this.#ports.identity.guestName;
    this.#store.set({ state: "name-needed", name, busy: false, failure: null });
  }

  #arrive(place: Place): void {
    this.#place = place;
    if (this.#note === null) return this.#openGreenRoom(null);
    this.#wanted = this.#note;
    this.#return({ isReturn: true });
  }

  /** The devices, opened on first use: what was on before goes on again. */
  #open(): Equipment<S> {
    if (this.#equipment !== null) return this.#equipment;
    const equipment = this.#ports.openEquipment();
    this.#equipment = equipment;
    if (this.#wanted.mic) void equipment.local.setMic(true);
    if (this.#wanted.camera) void equipment.local.setCamera(true);
    return equipment;
  }

  #openGreenRoom(failure: Failure | null): void {
    if (this.#place === null) return;
    this.#releaseStay();
    const equipment = this.#open();
    const { local } = equipment;
    const invited = this.#invite !== null;
    const open = { local, invited, joining: false, failure };
    this.#store.set({ state: "green-room", ...this.#place, ...open });
    this.#lookAgainLater(equipment);
  }

  /** Keeps the room fresh for whom waits in the green room. */
  #lookAgainLater(equipment: Equipment<S>): void {
    this.#cancelLook();
    const look = () => void this.#lookAgain(equipment);
    this.#cancelLook = this.#ports.clock.after(LOOK_AGAIN_MS, look);
  }

  async #lookAgain(equipment: Equipment<S>): Promise<void> {
    // When it fails the room stays as it was; joining will say what is wrong.
    const room = await this.#ports.http.getRoom(this.code).catch(() => null);
    if (this.view.state !== "green-room" || this.#equipment !== equipment) return;
    if (room !== null) this.#refresh(room);
    this.#lookAgainLater(equipment);
  }

  #refresh(room: RoomResult): void {
    if (this.view.state !== "green-room") return;
    this.#place = { room, visitor: this.view.visitor };
    this.#store.set({ ...this.view, room });
  }

  #return(way: { isReturn: boolean }): void {
    this.#store.set({ state: "returning" });
    this.#enter(way);
  }

  #enter(way: { isReturn: boolean }): void {
    const stay = this.#open().openStay(this.code, this.#invite);
    this.#cancelLook();
    this.#stay = stay;
    const unwatch = stay.room.subscribe(() => this.#onRoom(stay, way));
    this.#unwatch = unwatch;
    const refused = (error: unknown) => {
      if (this.#stay === stay && this.view.state !== "meeting") this.#refused(failureOf(error));
    };
    stay.room.join().catch(refused);
    this.#onRoom(stay, way);
  }

  #onRoom(stay: S, way: { isReturn: boolean }): void {
    if (this.#stay !== stay || this.#place === null) return;
    const { connection } = stay.room.view;
    const isIn = this.view.state === "meeting";
    if (connection.state === "live" && !isIn) this.#openMeeting(stay, way);
    if (connection.state === "ended" && isIn) this.#end(connection.reason);
    if (connection.state !== "lobby") return;
    const { visitor } = this.#place;
    this.#store.set({ state: "lobby", lobby: connection.room, visitor, local: stay.local });
  }

  #openMeeting(stay: S, { isReturn }: { isReturn: boolean }): void {
    if (this.#place === null) return;
    this.#invite = null;
    this.#note = null;
    const mutedOnEntry = !isReturn && mustBeMuted(stay);
    if (mutedOnEntry) void stay.local.setMic(false);
    this.#store.set({ ...this.#place, state: "meeting", stay, mutedOnEntry });
    this.#keepNote();
    const unwatchRoom = this.#unwatch;
    const unwatchLocal = stay.local.subscribe(() => this.#keepNote());
    this.#unwatch = () => {
      unwatchRoom();
      unwatchLocal();
    };
  }

  #refused(failure: Failure): void {
    this.#note = null;
    if (failure.code === "invalid_invite") this.#invite = null;
    switch (afterRefusal(failure.code)) {
      case "ended":
        return this.#finish(failure.code, null);
      case "green-room":
        return this.#openGreenRoom(failure);
      default:
        return this.#turnAway(failure);
    }
  }

  /** There is no way in: who is not known says their name, the others learn why. */
  #turnAway(failure: Failure): void {
    this.#release();
    if (afterRefusal(failure.code) === "name-needed") {
      this.#ports.identity.lapse();
      this.#askName();
    } else {
      this.#store.set({ state: "unavailable", failure });
    }
  }

  #end(reason: string): void {
    if (this.view.state !== "meeting") return;
    const now = this.#ports.clock.now();
    this.#finish(reason, now - (this.view.stay.room.view.joinedAt ?? now));
  }

  #finish(reason: string, lastedMs: number | null): void {
    this.#release();
    this.#ports.notes.forget(this.code);
    this.#store.set({ state: "ended", reason, lastedMs });
    if (isSignedOut(reason)) this.#ports.identity.lapse();
  }

  /** The note of this meeting, while the server still keeps this browser's place in it. */
  #freshNote(): ReturnNote | null {
    const { clock, notes } = this.#ports;
    const note = notes.recall(this.code);
    return note !== null && clock.now() - note.at <= LIMITS.graceMs ? note : null;
  }

  #keepNote(): void {
    if (this.#equipment === null) return;
    const at = this.#ports.clock.now();
    this.#ports.notes.keep(this.code, { ...switchedOn(this.#equipment.local.view), at });
  }

  #release(): void {
    this.#cancelLook();
    this.#releaseStay();
    if (this.#equipment === null) return;
    const { local } = this.#equipment;
    this.#wanted = switchedOn(local.view);
    local.close();
    this.#equipment = null;
  }

  #releaseStay(): void {
    this.#unwatch();
    this.#unwatch = nothing;
    this.#stay?.media.close();
    // Leaving cannot be refused; if the server is not told, the closed socket tells it.
    this.#stay?.room.leave().catch(nothing);
    this.#stay = null;
  }
}
