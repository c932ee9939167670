import { handsOf } from "@parley/sdk";
import type { RoomClient } from "@parley/sdk";
import { company, idOf, participant, refusal, view } from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";

const hands = ({ view: { participants } }: RoomClient) =>
  handsOf(participants).map(({ name }) => name);

async function raised(rooms: readonly RoomClient[], expected: readonly string[]): Promise<void> {
  const all = expected.join();
  await Promise.all(rooms.map((room) => view(room, () => hands(room).join() === all)));
}

test("[SCENE5] hands stand in the order of raising, the same for everyone", async ({ people }) => {
  const cable = await people.cable();
  const ann = await people.account("Ann");
  const bob = await people.account("Bob", cable);
  const cat = await people.account("Cat");
  const { code } = await ann.http.createRoom();
  const annRoom = await ann.enter(code);
  const [bobRoom, catRoom] = [await bob.enter(code), await cat.enter(code)];
  const all = [annRoom, bobRoom, catRoom];
  await catRoom.raiseHand();
  await annRoom.raiseHand();
  await bobRoom.raiseHand();
  await raised(all, ["Cat", "Ann", "Bob"]);
  const before = participant(annRoom, "Cat").handRaisedAt;
  await catRoom.raiseHand();
  await bobRoom.lowerHand();
  await raised(all, ["Cat", "Ann"]);
  expect(participant(annRoom, "Cat").handRaisedAt).toBe(before);
  await bobRoom.raiseHand();
  await catRoom.lowerHand();
  await catRoom.raiseHand();
  await raised(all, ["Ann", "Bob", "Cat"]);

  cable.break("cut");
  await view(annRoom, () => participant(annRoom, "Bob").state === "reconnecting");
  expect(hands(annRoom)).toEqual(["Ann", "Bob", "Cat"]);
  cable.mend();
  await view(annRoom, () => participant(annRoom, "Bob").state === "online");
  await raised(all, ["Ann", "Bob", "Cat"]);
  const dan = await (await people.account("Dan")).enter(code);
  expect(hands(dan)).toEqual(["Ann", "Bob", "Cat"]);

  await annRoom.lowerHand(idOf(bobRoom));
  await raised([...all, dan], ["Ann", "Cat"]);
  await dan.raiseHand();
  await annRoom.lowerAllHands();
  await raised([...all, dan], []);
});

test("[SCENE5] hands that go up at once have one order, and who leaves takes the hand along", async ({
  people,
}) => {
  const ann = await people.account("Ann");
  const { code } = await ann.http.createRoom({ access: "open" });
  const annRoom = await ann.enter(code);
  const guests = ["G1", "G2", "G3", "G4", "G5"].map(async (name) =>
    (await people.guest(name)).enter(code),
  );
  const rooms = await Promise.all(guests);
  await company(annRoom, 6);
  await Promise.all(rooms.map((room) => room.raiseHand()));
  await view(annRoom, () => hands(annRoom).length === 5);
  const order = hands(annRoom);
  await raised(rooms, order);
  const [first, ...rest] = rooms.toSorted(
    (a, b) => order.indexOf(nameOf(a)) - order.indexOf(nameOf(b)),
  );
  await first?.leave();
  await raised([annRoom, ...rest], order.slice(1));
});

function nameOf(room: RoomClient): string {
  return room.view.participants.find(({ id }) => id === idOf(room))?.name ?? "";
}

/** Earlier reactions may still be on their way. */
function lastSeen(room: RoomClient): Promise<void> {
  return new Promise((resolve) => {
    room.onReaction(({ emoji }) => {
      if (emoji === "🎉") resolve();
    });
  });
}

test("[SCENE5] a reaction reaches everyone once, and is one emoji", async ({ people }) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom();
  const rooms = [await ann.enter(code), await bob.enter(code)];
  const [annRoom, bobRoom] = [rooms[0] ?? ann.room(code), rooms[1] ?? bob.room(code)];
  const seen: string[][] = rooms.map(() => []);
  for (const [index, room] of rooms.entries()) {
    room.onReaction(({ participantId, emoji }) => {
      seen[index]?.push(`${participantId === idOf(bobRoom) ? "Bob" : "Ann"} ${emoji}`);
    });
  }
  for (const wrong of ["x", "👍👍", "", "<b>", "🎉".repeat(40)]) {
    expect(await refusal(bobRoom.react(wrong)), wrong).toBe("validation_failed");
  }
  await bobRoom.react("👩‍👩‍👧‍👦");
  await bobRoom.react("👍🏽");
  const last = rooms.map(lastSeen);
  await annRoom.react("🎉");
  await Promise.all(last);
  const expected = ["Bob 👩‍👩‍👧‍👦", "Bob 👍🏽", "Ann 🎉"];
  expect(seen).toEqual([expected, expected]);
});
