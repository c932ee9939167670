import assert from "node:assert/strict";
import { test } from "node:test";
import type { LinkedRoom, RoomDetails } from "@parley/protocol";
import {
  ApiError,
  type Clock,
  type LocalMediaView,
  type MediaView,
  type RoomView,
} from "@parley/sdk";
import { Store } from "../src/lib/store.ts";
import { Visit, type VisitPorts } from "../src/visit/visit.ts";
import { localView, participant, roomView } from "./meeting-fixtures.ts";

const CODE = "qhk-wvze-dtm";
const linked: LinkedRoom = {
  code: CODE,
  name: "",
  access: "trusted",
  locked: false,
  settings: { chat: true, reactions: true, screenShare: true, muteOnEntry: false, media: "mesh" },
  createdAt: 0,
  expiresAt: null,
  url: `http://127.0.0.1:8000/${CODE}`,
};
const details: RoomDetails = { ...linked, participants: [] };

/** Time that stands until it is moved. */
class HandClock implements Clock {
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
class Devices extends Store<LocalMediaView> {
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
}

/** A room whose join is answered by the test. */
class Room extends Store<RoomView> {
  readonly answer = Promise.withResolvers<void>();
  left = false;
  constructor() {
    super(roomView([participant("me")], { joinedAt: 1000 }));
  }
  join = () => this.answer.promise;
  leave(): Promise<void> {
    this.left = true;
    return Promise.resolve();
  }
  end(reason: string): void {
    this.set({ ...this.view, connection: { state: "ended", reason, action: "stop" } });
  }
}

class Media extends Store<MediaView> {
  closed = false;
  constructor() {
    super({ remotes: new Map() });
  }
  close(): void {
    this.closed = true;
  }
}

function world(getRoom: VisitPorts["http"]["getRoom"] = () => Promise.resolve(details)) {
  const clock = new HandClock();
  const devices: Devices[] = [];
  const stays: { room: Room; media: Media; local: Devices }[] = [];
  const visit = new Visit(CODE, {
    clock,
    http: { getRoom },
    openEquipment: () => {
      const local = new Devices();
      devices.push(local);
      const openStay = () => {
        const stay = { room: new Room(), media: new Media(), local };
        stays.push(stay);
        return stay;
      };
      return { local, openStay };
    },
  });
  return { clock, devices, stays, visit };
}

const unreachable = new ApiError("network_error", 0, "");

/** Who the green room says is in. */
function presentIn({ view }: Visit): string[] {
  assert.ok(view.state === "green-room");
  return view.details.participants.map(({ id }) => id);
}

/** A visit that is in the meeting. */
async function joined() {
  const here = world();
  await here.visit.look();
  const joining = here.visit.join();
  here.stays[0]?.room.answer.resolve();
  await joining;
  return here;
}

test("a room that is found opens its green room with both devices on", async () => {
  const { visit, devices } = world();
  assert.equal(visit.view.state, "looking");
  await visit.look();
  assert.equal(visit.view.state, "green-room");
  assert.equal(devices[0]?.view.mic.state, "starting");
  assert.equal(devices[0]?.view.camera.state, "starting");
  visit.close();
});

test("a room that is not found says so, and can be looked for again", async () => {
  const unknown = new ApiError("room_not_found", 404, "");
  const answers = [() => Promise.reject(unknown)];
  const { visit, devices } = world(() => answers.shift()?.() ?? Promise.resolve(details));
  await visit.look();
  assert.ok(visit.view.state === "unavailable" && visit.view.failure.code === "room_not_found");
  assert.equal(devices.length, 0);
  await visit.look();
  assert.equal(visit.view.state, "green-room");
  visit.close();
});

test("who is in is asked again while one waits, and a failure of that changes nothing", async () => {
  const mia = { ...details, participants: [participant("mia")] };
  const answers = [() => Promise.resolve(details), () => Promise.reject(unreachable)];
  const { visit, clock } = world(() => answers.shift()?.() ?? Promise.resolve(mia));
  await visit.look();
  clock.move(10_000);
  await clock.armed();
  assert.deepEqual(presentIn(visit), []);
  clock.move(10_000);
  await clock.armed();
  assert.deepEqual(presentIn(visit), ["mia"]);
  visit.close();
  assert.equal(clock.pending, 0);
});

test("joining leads into the meeting, and the green room stops asking", async () => {
  const { visit, clock, stays } = await joined();
  assert.equal(visit.view.state, "meeting");
  assert.equal(clock.pending, 0);
  assert.equal(stays.length, 1);
  visit.close();
});

test("joining twice is one joining", async () => {
  const { visit, stays } = world();
  await visit.look();
  const first = visit.join();
  await visit.join();
  assert.equal(stays.length, 1);
  stays[0]?.room.answer.resolve();
  await first;
  visit.close();
});

test("a full room leaves one in the green room, with the reason and the devices", async () => {
  const { visit, stays, devices } = world();
  await visit.look();
  const joining = visit.join();
  stays[0]?.room.answer.reject(new ApiError("room_full", 409, ""));
  await joining;
  assert.ok(visit.view.state === "green-room" && !visit.view.joining);
  assert.equal(visit.view.failure?.code, "room_full");
  assert.equal(stays[0]?.media.closed, true);
  assert.equal(devices[0]?.closed, false);
  visit.close();
});

test("a room that has expired meanwhile closes the green room and its devices", async () => {
  const { visit, stays, devices } = world();
  await visit.look();
  const joining = visit.join();
  stays[0]?.room.answer.reject(new ApiError("room_expired", 410, ""));
  await joining;
  assert.ok(visit.view.state === "unavailable" && visit.view.failure.code === "room_expired");
  assert.equal(devices[0]?.closed, true);
});

test("leaving closes everything and tells how long it was", async () => {
  const { visit, clock, stays, devices } = await joined();
  clock.move(90_000);
  visit.leave();
  assert.ok(visit.view.state === "ended");
  assert.deepEqual([visit.view.reason, visit.view.lastedMs], ["left", 90_000]);
  assert.deepEqual(
    [stays[0]?.room.left, stays[0]?.media.closed, devices[0]?.closed],
    [true, true, true],
  );
});

test("an ending of the server's is shown with its reason", async () => {
  const { visit, stays, devices } = await joined();
  stays[0]?.room.end("taken_over");
  assert.ok(visit.view.state === "ended" && visit.view.reason === "taken_over");
  assert.equal(devices[0]?.closed, true);
});

test("rejoining goes straight in, with the devices as they were", async () => {
  const { visit, stays, devices } = await joined();
  await devices[0]?.setCamera(false);
  visit.leave();
  const rejoining = visit.rejoin();
  assert.ok(visit.view.state === "green-room" && visit.view.joining);
  stays[1]?.room.answer.resolve();
  await rejoining;
  assert.equal(visit.view.state, "meeting");
  assert.equal(devices[1]?.view.mic.state, "starting");
  assert.equal(devices[1]?.view.camera.state, "off");
  visit.close();
});

test("a look that closing overtook opens nothing", async () => {
  const answer = Promise.withResolvers<RoomDetails>();
  const { visit, devices, clock } = world(() => answer.promise);
  const looking = visit.look();
  visit.close();
  answer.resolve(details);
  await looking;
  assert.equal(devices.length, 0);
  assert.equal(clock.pending, 0);
});

test("closing while joining leaves nothing behind, whatever the answer", async () => {
  const { visit, stays, devices, clock } = world();
  await visit.look();
  const joining = visit.join();
  visit.close();
  visit.close();
  stays[0]?.room.answer.resolve();
  await joining;
  assert.notEqual(visit.view.state, "meeting");
  assert.deepEqual(
    [stays[0]?.room.left, stays[0]?.media.closed, devices[0]?.closed],
    [true, true, true],
  );
  assert.equal(clock.pending, 0);
});
