import type { NewInvite } from "@parley/sdk";
import {
  company,
  ending,
  idOf,
  isLive,
  isReconnecting,
  participant,
  refusal,
  view,
} from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";

/** What the link of an invite hands on. */
function tokenOf({ url }: NewInvite): { readonly invite: string } {
  return { invite: new URL(url).searchParams.get("invite") ?? "" };
}

test("[SCENE9] an invite lets guests and accounts past the lobby, as often as it says", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const gil = await people.guest("Gil");
  const { code, url } = await ann.http.createRoom({ access: "restricted" });
  const annRoom = await ann.enter(code);
  const invite = await ann.http.createInvite(code, { uses: 2 });
  expect(invite.url.startsWith(`${url}?invite=`)).toBe(true);
  const gilRoom = await gil.enter(code, tokenOf(invite));
  const bobRoom = await bob.enter(code, tokenOf(invite));
  await company(annRoom, 3);
  expect(annRoom.view.waiting).toEqual([]);
  const late = await people.guest("Late");
  expect(await refusal(late.room(code, tokenOf(invite)).join())).toBe("404 invalid_invite");
  expect((await late.http.joinRoom(code)).status).toBe("waiting");

  // Who has been let in needs no invite again, and uses none up.
  await Promise.all([gilRoom.leave(), bobRoom.leave()]);
  await bob.enter(code, tokenOf(invite));
  await gil.enter(code);
  const { invites } = await ann.http.invites(code);
  expect(invites).toMatchObject([{ id: invite.id, usesLeft: 0, revokedAt: null, role: "member" }]);
  expect(JSON.stringify(invites)).not.toContain(tokenOf(invite).invite);
});

test("[SCENE9] an invite gives the role that it says, and only the owner invites co-hosts", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom();
  const annRoom = await ann.enter(code);
  const invite = await ann.http.createInvite(code, { role: "cohost" });
  const bobRoom = await bob.enter(code, tokenOf(invite));
  expect(bobRoom.view.permissions).toContain("lobby.admit");
  await company(annRoom, 2);
  expect(participant(annRoom, "Bob").role).toBe("cohost");
  const higher = bob.http.createInvite(code, { role: "cohost" });
  expect(await refusal(higher)).toBe("403 not_permitted");
  const his = await bob.http.createInvite(code);
  const gilRoom = await (await people.guest("Gil")).enter(code, tokenOf(his));
  expect(gilRoom.view.permissions).not.toContain("lobby.admit");
});

test("[SCENE9] an invite that is revoked, has lapsed, or is for another room lets nobody in", async ({
  people,
}) => {
  const [ann, gil] = [await people.account("Ann"), await people.guest("Gil")];
  const late = await people.guest("Late");
  const { code } = await ann.http.createRoom();
  const elsewhere = await ann.http.createRoom();
  await ann.enter(code);
  const revoked = await ann.http.createInvite(code);
  const gilRoom = await gil.enter(code, tokenOf(revoked));
  await ann.http.revokeInvite(code, revoked.id);
  expect(isLive(gilRoom.view)).toBe(true);
  const other = await ann.http.createInvite(elsewhere.code);
  const short = await ann.http.createInvite(code, { expiresIn: 1 });
  // A room that expires after the invite tells that the invite has.
  const hourglass = await ann.http.createRoom({ expiresIn: 2 });
  await ending(await ann.enter(hourglass.code));
  const useless = [tokenOf(revoked), tokenOf(other), tokenOf(short), { invite: "made-up" }];
  for (const options of useless) {
    expect(await refusal(late.room(code, options).join())).toBe("404 invalid_invite");
  }
  await gilRoom.leave();
  await gil.enter(code);
});

test("[SCENE9] an invite opens no locked door, and brings back nobody who was removed", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom();
  const annRoom = await ann.enter(code);
  const link = tokenOf(await ann.http.createInvite(code));
  const bobRoom = await bob.enter(code, link);
  await company(annRoom, 2);
  await annRoom.remove(idOf(bobRoom));
  expect(await ending(bobRoom)).toBe("removed, rejoin");
  expect((await bob.http.joinRoom(code, link)).status).toBe("waiting");
  await annRoom.updateRoom({ locked: true });
  const gil = await people.guest("Gil");
  expect(await refusal(gil.room(code, link).join())).toBe("423 room_locked");
});

test("[SCENE9] attendance has a row for each stay, from when to when", async ({ people }) => {
  const cable = await people.cable();
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob", cable)];
  const start = Date.now();
  const { code } = await ann.http.createRoom({ access: "open" });
  const annRoom = await ann.enter(code);
  const bobRoom = await bob.enter(code);
  await company(annRoom, 2);
  await bobRoom.leave();
  await company(annRoom, 1);
  await bobRoom.join();
  await company(annRoom, 2);
  cable.break("cut");
  await view(bobRoom, isReconnecting);
  await view(annRoom, () => participant(annRoom, "Bob").state === "reconnecting");
  cable.mend();
  await view(annRoom, () => participant(annRoom, "Bob").state === "online");
  const gilRoom = await (await people.guest("Gil")).enter(code);
  await company(annRoom, 3);
  await annRoom.remove(idOf(gilRoom));
  await ending(gilRoom);
  expect(await refusal(bob.http.attendance(code))).toBe("403 not_permitted");

  // That a stay is over is stored after the others have seen it, and nobody is told.
  await expect
    .poll(async () => {
      const { stays } = await ann.http.attendance(code);
      return stays.map(({ name, leftAt }) => [name, leftAt === null ? "here" : "left"]);
    })
    .toEqual([
      ["Gil", "left"],
      ["Bob", "here"],
      ["Bob", "left"],
      ["Ann", "here"],
    ]);
  const { stays } = await ann.http.attendance(code);
  const ids = stays.map(({ participantId }) => participantId);
  expect(ids).toEqual([idOf(gilRoom), idOf(bobRoom), idOf(bobRoom), idOf(annRoom)]);
  for (const { joinedAt, leftAt } of stays) {
    expect(joinedAt).toBeGreaterThanOrEqual(start);
    expect(leftAt ?? joinedAt).toBeGreaterThanOrEqual(joinedAt);
  }
  await annRoom.endMeeting();
  await ending(bobRoom);
  await annRoom.join();
  await expect
    .poll(async () => (await ann.http.attendance(code)).stays.map(({ leftAt }) => leftAt === null))
    .toEqual([true, false, false, false, false]);
});
