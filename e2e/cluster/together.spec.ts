import { gather } from "../support/crowd.ts";
import { expect, test } from "../support/nodes.ts";
import {
  company,
  ending,
  idOf,
  lastText,
  next,
  participant,
  refusal,
  view,
} from "../support/programs.ts";

test("[CLUSTER1] people on different nodes are in one room: presence, chat, signals, lobby, host control", async ({
  cluster,
  sides: [here, there],
}) => {
  const ann = await here.account("Ann");
  const bob = await there.account("Bob");
  const { code } = await ann.http.createRoom();
  const annRoom = await ann.enter(code);
  const owner = await cluster.owner();
  const bobRoom = await bob.enter(code);
  expect(await cluster.owner(), "bob is led to where the room is").toBe(owner);
  await Promise.all([company(annRoom, 2), company(bobRoom, 2)]);

  await bobRoom.sendChat("from there");
  await lastText(annRoom, "from there");
  await annRoom.sendChat("from here");
  await lastText(bobRoom, "from here");
  const signal = next(annRoom.onSignal.bind(annRoom));
  await bobRoom.signal({ type: "candidate", candidate: null, to: idOf(annRoom) });
  expect(await signal).toMatchObject({ type: "candidate", from: idOf(bobRoom) });

  const { room: gusRoom, outcome } = await (await there.guest("Gus")).knock(code);
  const { waiting } = await view(annRoom, (seen) => seen.waiting.length === 1);
  await annRoom.admit(waiting.map(({ id }) => id));
  expect(await outcome).toBe("joined");
  await company(bobRoom, 3);
  const details = await bob.http.getRoom(code);
  const present = "participants" in details ? details.participants.map(({ name }) => name) : [];
  expect(present, "asked of the other node").toEqual(["Ann", "Bob", "Gus"]);
  await annRoom.remove(idOf(gusRoom));
  expect(await ending(gusRoom)).toBe("removed, rejoin");
  await company(bobRoom, 2);
});

test("[CLUSTER1] what is asked for over HTTP of any node reaches the room: settings, hand-over, its end", async ({
  sides: [here, there],
}) => {
  const [ann, bob] = [await here.account("Ann"), await here.account("Bob")];
  const { code } = await ann.http.createRoom({ access: "open" });
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  await company(annRoom, 2);
  const [annThere, bobThere] = [await there.elsewhere(ann), await there.elsewhere(bob)];
  await annThere.http.updateRoom(code, { name: "Renamed" });
  await view(bobRoom, ({ room }) => room?.name === "Renamed");
  await annThere.http.updateRoom(code, { ownerId: idOf(bobRoom) });
  await view(annRoom, () => participant(annRoom, "Bob").role === "owner");
  expect(await refusal(annThere.http.deleteRoom(code))).toBe("403 not_permitted");
  await bobThere.http.deleteRoom(code);
  expect(await ending(annRoom)).toBe("room_deleted, stop");
});

test("[CLUSTER2] signing out on one node closes the sockets on another", async ({
  sides: [here, there],
}) => {
  const ann = await here.account("Ann");
  const { code } = await ann.http.createRoom();
  const room = await ann.enter(code);
  const elsewhere = await there.elsewhere(ann);
  await elsewhere.http.endOtherSessions();
  expect(await ending(room)).toBe("signed_out, stop");
  expect(await refusal(ann.http.account())).toBe("401 not_authenticated");
});

test("[CLUSTER1] fifty guests whom a balancer leads to two nodes see the same meeting", async ({
  cluster,
  people,
}) => {
  const { rooms } = await gather(people, 50);
  expect((await cluster.owners()).map((owner) => owner.rooms)).toEqual([1]);
  await rooms[0]?.sendChat("hello all");
  await Promise.all(rooms.map((room) => lastText(room, "hello all")));
});
