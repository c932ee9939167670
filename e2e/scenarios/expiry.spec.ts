import { ending, idOf, isLive, lastText, refusal, view } from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";

const MINUTE_MS = 60_000;

test("[SCENE7] a meeting ends when its room expires; then it is gone, but what it leaves is kept", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const gil = await people.guest("Gil");
  const { code, expiresAt } = await ann.http.createRoom({ expiresIn: 3 });
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  const knock = await gil.knock(code);
  await bobRoom.sendChat("Soon over");
  await lastText(annRoom, "Soon over");
  const ends = await Promise.all([annRoom, bobRoom, knock.room].map(ending));
  expect(ends).toEqual(Array.from({ length: 3 }, () => "room_expired, stop"));
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt ?? Number.NaN);
  for (const { http } of [ann, bob, await people.account("Cat")]) {
    expect(await refusal(http.joinRoom(code))).toBe("410 room_expired");
    expect(await refusal(http.getRoom(code))).toBe("410 room_expired");
  }
  expect(await refusal(bob.room(code).join())).toBe("410 room_expired");
  expect((await bob.http.messages(code)).messages).toMatchObject([{ text: "Soon over" }]);
  const { stays } = await ann.http.attendance(code);
  expect(stays.map(({ name }) => name).toSorted()).toEqual(["Ann", "Bob"]);
  for (const { leftAt } of stays) expect(leftAt).not.toBeNull();
});

for (const [minutes, when] of [
  [5, "five minutes"],
  [1, "a minute"],
] as const) {
  test(`[SCENE7] ${when} before its end a meeting is warned; a later end takes that back`, async ({
    people,
  }) => {
    const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
    const { code, expiresAt } = await ann.http.createRoom({ expiresIn: minutes * 60 + 2 });
    const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
    expect(bobRoom.view.expiresSoonAt).toBeNull();
    await view(bobRoom, ({ expiresSoonAt }) => expiresSoonAt !== null);
    expect(bobRoom.view.expiresSoonAt).toBe(expiresAt);
    const left = (expiresAt ?? Number.NaN) - Date.now();
    expect(left).toBeLessThanOrEqual(minutes * MINUTE_MS);
    expect(left).toBeGreaterThan((minutes - 1) * MINUTE_MS);
    await ann.http.updateRoom(code, { expiresIn: 3600 });
    await view(bobRoom, ({ expiresSoonAt }) => expiresSoonAt === null);
    await view(annRoom, ({ room }) => room?.expiresAt !== expiresAt);
    expect(isLive(annRoom.view)).toBe(true);
  });
}

test("[SCENE7] only the owner chooses the end, which holds for the meeting that is going on", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code, expiresAt } = await ann.http.createRoom();
  expect(expiresAt).toBeNull();
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  await annRoom.setRole(idOf(bobRoom), "cohost");
  await view(bobRoom, ({ permissions }) => permissions.includes("room.update"));
  const longer = bob.http.updateRoom(code, { expiresIn: 60 });
  expect(await refusal(longer)).toBe("403 not_permitted");
  expect(await refusal(bob.http.updateRoom(code, { expiresIn: null }))).toBe("403 not_permitted");
  expect((await ann.http.updateRoom(code, { expiresIn: 60 })).expiresAt).not.toBeNull();
  await view(bobRoom, ({ room }) => room?.expiresAt !== null);
  expect((await ann.http.updateRoom(code, { expiresIn: null })).expiresAt).toBeNull();
  await view(bobRoom, ({ room }) => room?.expiresAt === null);
  await ann.http.updateRoom(code, { expiresIn: 1 });
  expect(await ending(bobRoom)).toBe("room_expired, stop");
  expect(await ending(annRoom)).toBe("room_expired, stop");
});

test("[SCENE7] a room that expired while the server was down is expired when it is back", async ({
  people,
  server,
}) => {
  const ann = await people.account("Ann");
  const { code } = await ann.http.createRoom({ expiresIn: 2 });
  const annRoom = await ann.enter(code);
  await server.stop("SIGKILL");
  await server.run();
  expect(await ending(annRoom)).toBe("room_expired, stop");
  expect(await refusal(ann.http.getRoom(code))).toBe("410 room_expired");
});
