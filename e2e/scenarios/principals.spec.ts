import type { Access, RoomClient } from "@parley/sdk";
import { company, idOf, isLive, next, participant, refusal, view } from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";

const MEMBERS = ["meeting.join", "media.mic", "media.camera"];
const SETTINGS = ["media.screen", "chat.send", "reaction.send"];
const HOSTS = [
  "lobby.bypass",
  "lobby.admit",
  "participant.mute",
  "participant.remove",
  "room.update",
  "room.end",
];

const permissionsOf = ({ view: { permissions } }: RoomClient) => [...permissions].toSorted();

test("[SCENE1] a guest stays the same through a new name, a second join and a restart", async ({
  people,
  server,
}) => {
  const [ann, gil] = [await people.account("Ann"), await people.guest("Gil")];
  expect(await refusal(gil.http.createRoom())).toBe("403 account_required");
  const { code } = await ann.http.createRoom({ access: "open" });
  const annRoom = await ann.enter(code);
  const first = await gil.enter(code);
  await company(annRoom, 2);
  expect(participant(annRoom, "Gil")).toMatchObject({ kind: "guest", role: "member" });
  expect(participant(annRoom, "Ann")).toMatchObject({ kind: "account", role: "owner" });
  await first.leave();
  await company(annRoom, 1);

  const before = await gil.http.guest();
  const { id } = await gil.http.createGuest("Gilbert");
  expect(id).toBe(before?.id);
  await server.stop();
  await server.run();
  expect(await gil.http.guest()).toEqual({ id, displayName: "Gilbert" });
  const second = await gil.enter(code);
  expect(idOf(second)).toBe(idOf(first));
  await view(annRoom, ({ participants }) => participants.some(({ name }) => name === "Gilbert"));
});

test("[SCENE1] what one may do is pushed when it changes, and holds", async ({ people }) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom();
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  const owner = [...MEMBERS, ...SETTINGS, ...HOSTS, "participant.role"].toSorted();
  expect(permissionsOf(annRoom)).toEqual(owner);
  expect(permissionsOf(bobRoom)).toEqual([...MEMBERS, ...SETTINGS].toSorted());

  await annRoom.updateRoom({ settings: { chat: false, reactions: false, screenShare: false } });
  await view(bobRoom, ({ permissions }) => permissions.length === MEMBERS.length);
  expect(permissionsOf(bobRoom)).toEqual(MEMBERS.toSorted());
  expect(await refusal(bobRoom.sendChat("May I?"))).toBe("not_permitted");
  expect(await refusal(bobRoom.react("👍"))).toBe("not_permitted");
  expect(await refusal(bobRoom.update({ media: { screen: true } }))).toBe("not_permitted");
  expect(permissionsOf(annRoom)).toEqual(owner);

  await annRoom.setRole(idOf(bobRoom), "cohost");
  await view(bobRoom, ({ permissions }) => permissions.includes("room.end"));
  expect(permissionsOf(bobRoom)).toEqual([...MEMBERS, ...SETTINGS, ...HOSTS].toSorted());
  await bobRoom.sendChat("Now I may.");
});

test("[SCENE1] the server refuses a member everything that is for hosts", async ({ people }) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom();
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  const gil = await (await people.guest("Gil")).knock(code);
  await view(annRoom, ({ waiting }) => waiting.length === 1);
  await annRoom.raiseHand();
  const id = idOf(annRoom);
  const attempts = {
    mute: () => bobRoom.mute(id, "mic"),
    muteAll: () => bobRoom.mute("all", "camera"),
    askToUnmute: () => bobRoom.askToUnmute(id, "mic"),
    lowerHand: () => bobRoom.lowerHand(id),
    lowerAllHands: () => bobRoom.lowerAllHands(),
    remove: () => bobRoom.remove(id),
    ban: () => bobRoom.remove(id, { ban: true }),
    promoteOneself: () => bobRoom.setRole(idOf(bobRoom), "cohost"),
    demote: () => bobRoom.setRole(id, "member"),
    admit: () => bobRoom.admit("all"),
    deny: () => bobRoom.deny("all"),
    unlock: () => bobRoom.updateRoom({ access: "open" }),
    end: () => bobRoom.endMeeting(),
  };
  for (const [name, attempt] of Object.entries(attempts)) {
    expect(await refusal(attempt()), name).toBe("not_permitted");
  }
  const http = {
    patch: () => bob.http.updateRoom(code, { name: "Bob's" }),
    own: () => bob.http.updateRoom(code, { ownerId: idOf(bobRoom) }),
    delete: () => bob.http.deleteRoom(code),
    bans: () => bob.http.bans(code),
    invites: () => bob.http.invites(code),
    invite: () => bob.http.createInvite(code),
    attendance: () => bob.http.attendance(code),
  };
  for (const [name, attempt] of Object.entries(http)) {
    expect(await refusal(attempt()), name).toBe("403 not_permitted");
  }
  const heard = next(annRoom.onChat.bind(annRoom));
  await bobRoom.sendChat("Nothing has happened.");
  await heard;
  expect([isLive(annRoom.view), isLive(bobRoom.view)]).toEqual([true, true]);
  expect(participant(annRoom, "Ann")).toMatchObject({ role: "owner" });
  expect(participant(annRoom, "Ann").handRaisedAt).not.toBeNull();
  expect(annRoom.view.room).toMatchObject({ name: "", access: "trusted" });
  expect(gil.room.view.connection.state).toBe("lobby");
});

test("[SCENE1] who gets in, and who sees what, depends on account, access and lock", async ({
  people,
}) => {
  const ann = await people.account("Ann");
  const bob = await people.account("Bob");
  const gil = await people.guest("Gil");
  const everything = expect.objectContaining({ participants: [] });
  const found = async (access: Access, locked: boolean) => {
    const { code } = await ann.http.createRoom({ access, name: "Place" });
    const card = { code, name: "Place", access };
    if (locked) await ann.http.updateRoom(code, { locked });
    const callers = [];
    for (const { http } of [bob, gil]) {
      const room = await http.getRoom(code);
      const sees = "participants" in room ? "everything" : "card";
      expect(room).toEqual(sees === "everything" ? everything : card);
      const joining = http.joinRoom(code).then(({ status }) => status);
      callers.push([sees, locked ? await refusal(joining) : await joining]);
    }
    return { bob: callers[0], gil: callers[1] };
  };
  const stranger = people.stranger();
  const { code } = await ann.http.createRoom({ access: "open" });
  expect(await refusal(stranger.http.joinRoom(code))).toBe("401 not_authenticated");
  expect(await refusal(stranger.http.getRoom(code))).toBe("401 not_authenticated");
  expect(await found("open", false)).toEqual({
    bob: ["everything", "joined"],
    gil: ["card", "joined"],
  });
  expect(await found("trusted", false)).toEqual({
    bob: ["everything", "joined"],
    gil: ["card", "waiting"],
  });
  expect(await found("restricted", false)).toEqual({
    bob: ["card", "waiting"],
    gil: ["card", "waiting"],
  });
  const refused = { bob: ["card", "423 room_locked"], gil: ["card", "423 room_locked"] };
  expect(await found("open", true)).toEqual(refused);
});
