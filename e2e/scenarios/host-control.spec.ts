import {
  company,
  ending,
  idOf,
  isLive,
  lastText,
  namesOf,
  next,
  participant,
  refusal,
  view,
} from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";

const ALL_ON = { mic: true, camera: true, screen: false };

test("[SCENE3] hosts mute one or all, and can but ask to unmute", async ({ people }) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const cat = await people.account("Cat");
  const { code } = await ann.http.createRoom();
  const [annRoom, bobRoom, catRoom] = [
    await ann.enter(code),
    await bob.enter(code),
    await cat.enter(code),
  ];
  for (const room of [annRoom, bobRoom, catRoom]) await room.update({ media: ALL_ON });
  const on = (name: string) => participant(catRoom, name).media;
  await view(catRoom, () => ["Ann", "Bob", "Cat"].every((name) => on(name).camera));

  const muted = next(bobRoom.onMuted.bind(bobRoom));
  await annRoom.mute(idOf(bobRoom), "mic");
  expect(await muted).toMatchObject({ source: "mic", by: idOf(annRoom) });
  await view(catRoom, () => !on("Bob").mic);
  expect([on("Ann"), on("Bob"), on("Cat")]).toEqual([ALL_ON, { ...ALL_ON, mic: false }, ALL_ON]);

  await annRoom.setRole(idOf(catRoom), "cohost");
  await view(catRoom, ({ permissions }) => permissions.includes("participant.mute"));
  await catRoom.mute("all", "camera");
  await view(catRoom, () => !on("Bob").camera);
  // All are the others that a co-host may touch: not the owner, not oneself.
  expect([on("Ann"), on("Cat")]).toEqual([ALL_ON, ALL_ON]);
  expect(await refusal(catRoom.mute(idOf(annRoom), "mic"))).toBe("not_permitted");

  const asked = next(bobRoom.onUnmuteRequested.bind(bobRoom));
  await catRoom.askToUnmute(idOf(bobRoom), "mic");
  expect(await asked).toMatchObject({ source: "mic", by: idOf(catRoom) });
  await bobRoom.sendChat("Not now");
  await lastText(catRoom, "Not now");
  expect(on("Bob")).toEqual({ mic: false, camera: false, screen: false });
});

test("[SCENE3] who is removed is out at once and comes back through the lobby", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom({ access: "open" });
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  await company(annRoom, 2);
  await annRoom.remove(idOf(bobRoom));
  expect(await ending(bobRoom)).toBe("removed, rejoin");
  await company(annRoom, 1);
  const { room, outcome } = await bob.knock(code);
  const { waiting } = await view(annRoom, (seen) => seen.waiting.length === 1);
  expect(waiting).toMatchObject([{ id: idOf(bobRoom), name: "Bob" }]);
  await annRoom.admit("all");
  expect(await outcome).toBe("joined");
  expect(idOf(room)).toBe(idOf(bobRoom));
});

test("[SCENE3] co-hosts are made and unmade, and the room is handed over", async ({ people }) => {
  const [ann, bob, gil] = [
    await people.account("Ann"),
    await people.account("Bob"),
    await people.guest("Gil"),
  ];
  const { code } = await ann.http.createRoom({ access: "open" });
  const [annRoom, bobRoom, gilRoom] = [
    await ann.enter(code),
    await bob.enter(code),
    await gil.enter(code),
  ];
  await annRoom.setRole(idOf(bobRoom), "cohost");
  await view(gilRoom, () => participant(gilRoom, "Bob").role === "cohost");
  expect(await refusal(bobRoom.remove(idOf(annRoom)))).toBe("not_permitted");
  expect(await refusal(bobRoom.setRole(idOf(gilRoom), "cohost"))).toBe("not_permitted");
  const mine = { ownerId: idOf(bobRoom) };
  expect(await refusal(bob.http.updateRoom(code, mine))).toBe("403 not_permitted");
  await annRoom.setRole(idOf(bobRoom), "member");
  await view(bobRoom, ({ permissions }) => !permissions.includes("lobby.admit"));
  expect(await refusal(bobRoom.endMeeting())).toBe("not_permitted");

  const toGuest = ann.http.updateRoom(code, { ownerId: idOf(gilRoom) });
  expect(await refusal(toGuest)).toBe("409 not_an_account");
  await ann.http.updateRoom(code, { ownerId: idOf(bobRoom) });
  await view(bobRoom, ({ permissions }) => permissions.includes("participant.role"));
  await view(annRoom, ({ permissions }) => !permissions.includes("participant.role"));
  await view(gilRoom, () => participant(gilRoom, "Bob").role === "owner");
  expect(participant(gilRoom, "Ann").role).toBe("cohost");
  expect(await refusal(annRoom.setRole(idOf(gilRoom), "cohost"))).toBe("not_permitted");
  expect((await bob.http.listRooms()).rooms).toMatchObject([{ code }]);
  expect((await ann.http.listRooms()).rooms).toEqual([]);
});

test("[SCENE3] a locked room lets in those who were in it, and nobody new", async ({ people }) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const cat = await people.account("Cat");
  const { code } = await ann.http.createRoom({ access: "open" });
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  await annRoom.updateRoom({ locked: true });
  await view(bobRoom, ({ room }) => room?.locked === true);
  expect(await refusal(cat.room(code).join())).toBe("423 room_locked");
  await bobRoom.leave();
  const back = await bob.enter(code);
  await annRoom.updateRoom({ locked: false });
  await cat.enter(code);
  await company(back, 3);
});

test("[SCENE3] chat, reactions and screens can be switched off, and a shared screen stops", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom();
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  await bobRoom.update({ media: { screen: true } });
  await view(annRoom, () => participant(annRoom, "Bob").media.screen);
  const stopped = next(bobRoom.onMuted.bind(bobRoom));
  await annRoom.updateRoom({ settings: { screenShare: false, chat: false, reactions: false } });
  expect(await stopped).toMatchObject({ source: "screen", by: idOf(annRoom) });
  await view(annRoom, () => !participant(annRoom, "Bob").media.screen);
  await view(bobRoom, ({ permissions }) => !permissions.includes("chat.send"));
  expect(bobRoom.view.room?.settings).toMatchObject({ chat: false, reactions: false });
  expect(await refusal(bobRoom.sendChat("Hm"))).toBe("not_permitted");
  expect(await refusal(bobRoom.react("🙁"))).toBe("not_permitted");
  expect(await refusal(bobRoom.update({ media: { screen: true } }))).toBe("not_permitted");
  const heard = next(bobRoom.onChat.bind(bobRoom));
  await annRoom.sendChat("Hosts may write");
  expect(await heard).toMatchObject({ text: "Hosts may write" });
  await annRoom.updateRoom({ settings: { chat: true } });
  await view(bobRoom, ({ permissions }) => permissions.includes("chat.send"));
  await bobRoom.retryChat(bobRoom.view.chat.find(({ error }) => error !== null)?.key ?? "");
  await lastText(annRoom, "Hm");
});

test("[SCENE3] the meeting ends for all, also for those who wait; the code stays good", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom();
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  const knock = await (await people.guest("Gil")).knock(code);
  await view(annRoom, ({ waiting }) => waiting.length === 1);
  await annRoom.endMeeting();
  const ends = await Promise.all([annRoom, bobRoom, knock.room].map(ending));
  expect(ends).toEqual(Array.from({ length: 3 }, () => "meeting_ended, rejoin"));
  expect(await ann.http.getRoom(code)).toMatchObject({ participants: [] });
  await bobRoom.join();
  expect(isLive(bobRoom.view)).toBe(true);
  expect(namesOf(bobRoom.view)).toEqual(["Bob"]);
});
