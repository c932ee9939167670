import type { RoomDetails } from "@parley/protocol";
import type {
  CaptureView,
  Clock,
  HttpClient,
  LocalMedia,
  MeshMedia,
  RoomClient,
} from "@parley/sdk";
import { type Failure, failureOf } from "../lib/failure.ts";
import { Store, type View } from "../lib/store.ts";

export type LocalPort = Pick<
  LocalMedia,
  "view" | "subscribe" | "setMic" | "setCamera" | "setScreen" | "select" | "close"
>;
export type RoomPort = Pick<RoomClient, "view" | "subscribe" | "join" | "leave">;
export type MediaPort = Pick<MeshMedia, "view" | "subscribe" | "close">;

/** A stay in the meeting: its room and both sides of its media. */
export type Stay = {
  readonly room: RoomPort;
  readonly media: MediaPort;
  readonly local: LocalPort;
};

export type VisitView =
  | { readonly state: "looking" }
  | { readonly state: "unavailable"; readonly failure: Failure }
  | {
      readonly state: "green-room";
      readonly details: RoomDetails;
      readonly local: LocalPort;
      readonly joining: boolean;
      readonly failure: Failure | null;
    }
  | { readonly state: "meeting"; readonly details: RoomDetails; readonly stay: Stay }
  | {
      readonly state: "ended";
      readonly details: RoomDetails;
      readonly reason: string;
      readonly lastedMs: number;
    };

/** One's devices, and the way into a meeting with them. */
export type Equipment = {
  readonly local: LocalPort;
  openStay(code: string): Stay;
};

export type VisitPorts = {
  readonly http: Pick<HttpClient, "getRoom">;
  readonly clock: Clock;
  openEquipment(): Equipment;
};

const LOOK_AGAIN_MS = 10_000;

/** Refusals after which this room's green room is of no use. */
const CLOSED_DOORS = new Set(["not_authenticated", "room_not_found", "room_expired"]);

const nothing = () => {};

/**
 * One visit of one room: its green room, the meeting, and what comes after. Owns the devices, the
 * room and the media, and closes each when it is no longer needed.
 */
export class Visit implements View<VisitView> {
  readonly code: string;
  readonly #ports: VisitPorts;
  readonly #store = new Store<VisitView>({ state: "looking" });
  /** Grows with each look and with closing: only the answer to the latest look counts. */
  #turn = 0;
  #equipment: Equipment | null = null;
  #stay: Stay | null = null;
  #cancelLook = nothing;
  #unwatch = nothing;
  /** What to switch on when the devices are opened: what was on when they were closed. */
  #wanted = { mic: true, camera: true };

  constructor(code: string, ports: VisitPorts) {
    this.code = code;
    this.#ports = ports;
  }

  get view(): VisitView {
    return this.#store.view;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** Looks for the room, then opens its green room. Never rejects: problems are in the view. */
  async look(): Promise<void> {
    const turn = ++this.#turn;
    this.#store.set({ state: "looking" });
    try {
      const details = await this.#ports.http.getRoom(this.code);
      if (turn === this.#turn) this.#openGreenRoom(details);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#store.set({ state: "unavailable", failure: failureOf(error) });
    }
  }

  /** From the green room into the meeting. Never rejects: a refusal is in the view. */
  async join(): Promise<void> {
    const green = this.view;
    if (green.state !== "green-room" || green.joining || this.#equipment === null) return;
    this.#store.set({ ...green, joining: true, failure: null });
    const stay = this.#equipment.openStay(this.code);
    this.#stay = stay;
    try {
      await stay.room.join();
      if (this.#stay === stay) this.#openMeeting(stay);
    } catch (error) {
      if (this.#stay === stay) this.#refused(failureOf(error));
    }
  }

  /** Leaves the meeting by one's own wish. */
  leave(): void {
    if (this.view.state === "meeting") this.#end("left");
  }

  /** Goes back in, with the microphone and the camera as they were. */
  async rejoin(): Promise<void> {
    if (this.view.state !== "ended") return;
    this.#openGreenRoom(this.view.details);
    await this.join();
  }

  /** Ends everything that is under way. Idempotent; a later look begins anew. */
  close(): void {
    this.#turn++;
    this.#release();
  }

  #openGreenRoom(details: RoomDetails): void {
    const equipment = this.#ports.openEquipment();
    const { local } = equipment;
    this.#equipment = equipment;
    this.#store.set({ state: "green-room", details, local, joining: false, failure: null });
    if (this.#wanted.mic) void local.setMic(true);
    if (this.#wanted.camera) void local.setCamera(true);
    this.#lookAgainLater(equipment);
  }

  /** Keeps the list of who is in fresh for whom waits in the green room. */
  #lookAgainLater(equipment: Equipment): void {
    this.#cancelLook = this.#ports.clock.after(
      LOOK_AGAIN_MS,
      () => void this.#lookAgain(equipment),
    );
  }

  async #lookAgain(equipment: Equipment): Promise<void> {
    // When it fails the list stays as it was; joining will say what is wrong.
    const details = await this.#ports.http.getRoom(this.code).catch(() => null);
    if (this.view.state !== "green-room" || this.#equipment !== equipment) return;
    if (details !== null) this.#store.set({ ...this.view, details });
    this.#lookAgainLater(equipment);
  }

  #openMeeting(stay: Stay): void {
    const green = this.view;
    if (green.state !== "green-room") return;
    this.#cancelLook();
    this.#store.set({ state: "meeting", details: green.details, stay });
    const watch = () => {
      const { connection } = stay.room.view;
      if (connection.state === "ended") this.#end(connection.reason);
    };
    this.#unwatch = stay.room.subscribe(watch);
    watch();
  }

  #refused(failure: Failure): void {
    const green = this.view;
    if (CLOSED_DOORS.has(failure.code) || green.state !== "green-room") {
      this.#release();
      this.#store.set({ state: "unavailable", failure });
    } else {
      this.#releaseStay();
      this.#store.set({ ...green, joining: false, failure });
    }
  }

  #end(reason: string): void {
    if (this.view.state !== "meeting") return;
    const { details, stay } = this.view;
    const now = this.#ports.clock.now();
    const lastedMs = now - (stay.room.view.joinedAt ?? now);
    this.#release();
    this.#store.set({ state: "ended", details, reason, lastedMs });
  }

  #release(): void {
    this.#cancelLook();
    this.#releaseStay();
    if (this.#equipment === null) return;
    const { local } = this.#equipment;
    this.#wanted = { mic: isWanted(local.view.mic), camera: isWanted(local.view.camera) };
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

function isWanted(capture: CaptureView): boolean {
  return capture.state === "on" || capture.state === "starting";
}
