import {
  bareSocket,
  ending,
  idOf,
  isLive,
  lastText,
  namesOf,
  participant,
  refusal,
  Tap,
  view,
} from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";

const waitingFor = (count: number) => (seen: { waiting: readonly unknown[] }) =>
  seen.waiting.length === count;

test("[SCENE2] who waits is pushed to the hosts, and gets nothing but code and name", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const gil = await people.guest("Gil");
  const { code } = await ann.http.createRoom({ name: "Board" });
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  const tap = new Tap();
  const { room, outcome } = await gil.knock(code, tap);
  const { waiting } = await view(annRoom, waitingFor(1));
  expect(waiting).toMatchObject([{ name: "Gil", kind: "guest" }]);

  await annRoom.sendChat("Not for Gil yet.");
  await annRoom.react("🤫");
  await bobRoom.raiseHand();
  await annRoom.updateRoom({ name: "Board meeting" });
  await bobRoom.leave();
  await view(annRoom, ({ participants }) => participants.length === 1);
  expect(room.view).toMatchObject({
    ...{ connection: { state: "lobby", room: { code, name: "Board" } }, room: null, selfId: null },
    ...{ participants: [], chat: [], permissions: [], waiting: [] },
  });
  expect(await gil.http.getRoom(code)).toEqual({ code, name: "Board meeting", access: "trusted" });
  expect(await refusal(gil.http.messages(code))).toBe("403 not_permitted");
  expect(bobRoom.view.waiting).toEqual([]);

  await annRoom.admit(waiting.map(({ id }) => id));
  expect(await outcome).toBe("joined");
  expect(namesOf(room.view)).toEqual(["Ann", "Gil"]);
  await view(annRoom, waitingFor(0));
  const told = tap.frames.map((frame): unknown => JSON.parse(frame)).slice(0, 2);
  const resumeToken: unknown = expect.any(String);
  expect(told).toEqual([
    { type: "waiting", room: { code, name: "Board" }, resumeToken },
    expect.objectContaining({ type: "welcome" }),
  ]);
});

test("[SCENE2] one is admitted and one denied, then all; a denial is no ban", async ({
  people,
}) => {
  const ann = await people.account("Ann");
  const { code } = await ann.http.createRoom();
  const annRoom = await ann.enter(code);
  const guests = ["Ida", "Joe", "Kim", "Lou"].map((name) => people.guest(name));
  const [ida, joe, kim, lou] = await Promise.all(
    guests.map(async (guest) => (await guest).knock(code)),
  );
  const { waiting } = await view(annRoom, waitingFor(4));
  const called = (name: string) => waiting.filter((one) => one.name === name).map(({ id }) => id);
  await annRoom.admit(called("Ida"));
  expect(await ida?.outcome).toBe("joined");
  await annRoom.deny(called("Joe"));
  expect(await joe?.outcome).toBe("denied");
  await view(annRoom, waitingFor(2));
  expect([kim, lou].map((knock) => knock?.room.view.connection.state)).toEqual(["lobby", "lobby"]);
  await annRoom.admit("all");
  expect(await Promise.all([kim?.outcome, lou?.outcome])).toEqual(["joined", "joined"]);

  const again = await (await guests[1])?.knock(code);
  await view(annRoom, waitingFor(1));
  await annRoom.deny("all");
  expect(await again?.outcome).toBe("denied");
  expect(again?.room.view.connection).toEqual({ state: "ended", reason: "denied", action: "stop" });
  await view(annRoom, waitingFor(0));
  expect(await refusal(annRoom.admit("all"))).toBe("unknown_participant");
});

test("[SCENE2] one's place in the lobby outlives a broken connection", async ({ people }) => {
  const cable = await people.cable();
  const [ann, gil] = [await people.account("Ann"), await people.guest("Gil", cable)];
  const { code } = await ann.http.createRoom();
  const annRoom = await ann.enter(code);
  const tap = new Tap();
  const states = new Set<string>();
  const { room, outcome } = await gil.knock(code, tap);
  room.subscribe(() => states.add(room.view.connection.state));
  const before = await view(annRoom, waitingFor(1));
  cable.break("cut");
  cable.mend();
  await tap.received(2);
  expect(annRoom.view.waiting).toEqual(before.waiting);
  await annRoom.admit("all");
  expect(await outcome).toBe("joined");
  expect([...states].toSorted()).toEqual(["live", "lobby"]);
});

test("[SCENE2] hosts pass lobby and lock; when the room is locked nobody new even waits", async ({
  people,
}) => {
  const ann = await people.account("Ann");
  const [bob, gil] = [await people.account("Bob"), await people.guest("Gil")];
  const { code } = await ann.http.createRoom({ access: "restricted" });
  const annRoom = await ann.enter(code);
  const knock = await bob.knock(code);
  await view(annRoom, waitingFor(1));
  await annRoom.admit("all");
  expect(await knock.outcome).toBe("joined");
  const before = await (await people.guest("Eve")).knock(code);
  await view(annRoom, waitingFor(1));
  await annRoom.setRole(idOf(knock.room), "cohost");
  await view(knock.room, ({ permissions }) => permissions.includes("lobby.admit"));
  await annRoom.updateRoom({ locked: true });
  expect(await refusal(gil.room(code).join())).toBe("423 room_locked");

  await Promise.all([annRoom.leave(), knock.room.leave()]);
  const [annAgain, bobAgain] = [await ann.enter(code), await bob.enter(code)];
  expect(participant(annAgain, "Ann").role).toBe("owner");
  expect(participant(bobAgain, "Bob").role).toBe("cohost");
  // Those who waited when the door was locked may still be let in, by a co-host too.
  expect(bobAgain.view.waiting).toMatchObject([{ name: "Eve" }]);
  await bobAgain.admit("all");
  expect(await before.outcome).toBe("joined");
  await bobAgain.sendChat("Welcome");
  await lastText(before.room, "Welcome");
});

test("[SCENE2] a ticket of the lobby leads to the lobby, and to that of its own room", async ({
  people,
}) => {
  const [ann, gil] = [await people.account("Ann"), await people.guest("Gil")];
  const [one, two] = [await ann.http.createRoom(), await ann.http.createRoom({ access: "open" })];
  const { wsUrl, ticket, status } = await gil.http.joinRoom(one.code);
  expect(status).toBe("waiting");
  const elsewhere = wsUrl.replace(one.code, two.code);
  expect(await bareSocket(`${elsewhere}?ticket=${ticket}`)).toBe("4401 not_authenticated");
  const { ticket: other } = await gil.http.joinRoom(one.code);
  expect(await bareSocket(`${wsUrl}?ticket=${other}`)).toBe("waiting");
  expect(await bareSocket(`${wsUrl}?ticket=${other}`)).toBe("4401 not_authenticated");
});

test("[SCENE2] the end of the meeting is the end of the wait", async ({ people }) => {
  const ann = await people.account("Ann");
  const { code } = await ann.http.createRoom();
  const annRoom = await ann.enter(code);
  const { room, outcome } = await (await people.guest("Gil")).knock(code);
  await view(annRoom, waitingFor(1));
  expect(isLive(annRoom.view)).toBe(true);
  await annRoom.endMeeting();
  expect(await outcome).toBe("meeting_ended");
  expect(await ending(room)).toBe("meeting_ended, rejoin");
});
