import { expect, test } from "@playwright/test";
import { ApiError, HttpClient, RoomClient, type RoomView } from "@parley/sdk";
import { Server } from "./support/server.ts";

/** A program of its own with the SDK, without a browser. */
class Bot {
  readonly http: HttpClient;
  readonly name: string;

  constructor(server: Server, name: string) {
    this.http = new HttpClient({ baseUrl: server.url });
    this.name = name;
  }

  async signUp(): Promise<void> {
    await this.http.register({ username: this.name, password: "pass" });
    await this.http.login({ username: this.name, password: "pass" });
  }

  room(code: string): RoomClient {
    return new RoomClient({ http: this.http, code });
  }
}

/** Resolves at the first view that is as wanted. */
function view(room: RoomClient, wanted: (view: RoomView) => boolean): Promise<RoomView> {
  return new Promise((resolve) => {
    const look = () => {
      if (!wanted(room.view)) return;
      unsubscribe();
      resolve(room.view);
    };
    const unsubscribe = room.subscribe(look);
    queueMicrotask(look);
  });
}

const names = ({ participants }: RoomView) => participants.map(({ name }) => name);

let server: Server;

test.beforeAll(async () => {
  server = await Server.start("sdk");
});
test.afterAll(() => server.remove());

test("[SDK1] programs join, see each other, signal, take over, leave", async () => {
  const [ann, bob] = [new Bot(server, "ann"), new Bot(server, "bob")];
  await Promise.all([ann.signUp(), bob.signUp()]);
  const { code } = await ann.http.createRoom({ name: "Robots" });
  const [annRoom, bobRoom] = [ann.room(code), bob.room(code)];
  await annRoom.join();
  await bobRoom.join();
  await view(annRoom, (seen) => names(seen).length === 2);
  expect(names(bobRoom.view)).toEqual(["ann", "bob"]);
  const participants = [{ name: "ann" }, { name: "bob" }];
  expect(await ann.http.getRoom(code)).toMatchObject({ participants });

  const heard = new Promise((resolve) => bobRoom.onSignal(resolve));
  const to = bobRoom.view.selfId ?? "";
  const description = { type: "offer", sdp: "v=0" } as const;
  await annRoom.signal({ type: "offer", to, description });
  expect(await heard).toMatchObject({ type: "offer", from: annRoom.view.selfId, description });

  const elsewhere = bob.room(code);
  await elsewhere.join();
  const { connection } = await view(bobRoom, (seen) => seen.connection.state === "ended");
  expect(connection).toMatchObject({ reason: "taken_over", action: "stop" });
  await elsewhere.leave();
  await view(annRoom, (seen) => names(seen).length === 1);
  await annRoom.leave();
});

test("[SDK2] a program outlives the server: killed and started again, everybody is back", async () => {
  const [cat, dan] = [new Bot(server, "cat"), new Bot(server, "dan")];
  await Promise.all([cat.signUp(), dan.signUp()]);
  const { code } = await cat.http.createRoom();
  const [catRoom, danRoom] = [cat.room(code), dan.room(code)];
  await catRoom.join();
  await danRoom.join();
  const before = danRoom.view.selfId;
  await server.stop("SIGKILL");
  await view(danRoom, (seen) => seen.connection.state === "reconnecting");
  await server.run();
  for (const room of [catRoom, danRoom]) {
    await view(room, (seen) => seen.connection.state === "live" && names(seen).length === 2);
  }
  expect(danRoom.view.selfId).toBe(before);
  await Promise.all([catRoom.leave(), danRoom.leave()]);
});

test("[SDK3] refusals carry the server's codes", async () => {
  const eve = new Bot(server, "eve");
  const refusal = async (attempt: Promise<unknown>) => {
    const error = await attempt.then(
      () => null,
      (reason: unknown) => reason,
    );
    return error instanceof ApiError ? [error.status, error.code] : error;
  };
  expect(await refusal(eve.http.createRoom())).toEqual([401, "not_authenticated"]);
  await eve.signUp();
  expect(await refusal(eve.signUp())).toEqual([409, "username_taken"]);
  expect(await refusal(eve.room("aaa-aaaa-aaa").join())).toEqual([404, "room_not_found"]);
});
