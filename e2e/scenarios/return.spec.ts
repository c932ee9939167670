import type { RoomClient } from "@parley/sdk";
import { LeapingClock } from "../support/leaping-clock.ts";
import {
  type People,
  company,
  ending,
  idOf,
  isLive,
  isReconnecting,
  lastText,
  namesOf,
  next,
  participant,
  textsOf,
  view,
} from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";
import { Witness } from "../support/witness.ts";

/** After so much silence the client asks, and after so much more it gives the connection up. */
const IDLE_MS = 20_000;
const PONG_MS = 5000;

/** Ann and Bob in a room; Bob is at the end of a cable, and Ann watches. */
async function together(people: People, clock = new LeapingClock()) {
  const cable = await people.cable();
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob", cable)];
  const { code } = await ann.http.createRoom({ access: "open" });
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code, { clock })];
  await company(annRoom, 2);
  const witnesses = { ann: new Witness(annRoom), bob: new Witness(bobRoom) };
  return { cable, ann, bob, code, annRoom, bobRoom, witnesses, clock };
}

async function seesBob(annRoom: RoomClient, state: "online" | "reconnecting"): Promise<void> {
  await view(annRoom, () => participant(annRoom, "Bob").state === state);
}

test("[SCENE6] a broken connection: back by itself, nothing lost or doubled in either direction", async ({
  people,
}) => {
  const { cable, code, annRoom, bobRoom, witnesses } = await together(people);
  await bobRoom.raiseHand();
  for (const round of [1, 2, 3]) {
    cable.break("cut");
    await seesBob(annRoom, "reconnecting");
    await view(bobRoom, isReconnecting);
    await annRoom.sendChat(`Ann ${round}`);
    await annRoom.sendChat(`psst ${round}`, idOf(bobRoom));
    const sending = [
      bobRoom.sendChat(`Bob ${round}`),
      bobRoom.update({ media: { mic: round !== 2 } }),
    ];
    const back = next(bobRoom.onWelcome.bind(bobRoom));
    cable.mend();
    expect((await back).resumed).toBe(true);
    await Promise.all(sending);
    await seesBob(annRoom, "online");
    await view(annRoom, () => participant(annRoom, "Bob").media.mic === (round !== 2));
  }
  await annRoom.sendChat("end");
  await lastText(bobRoom, "end");
  const rounds = [1, 2, 3];
  const all = [...rounds.flatMap((r) => [`Ann ${r}`, `psst ${r}`, `Bob ${r}`]), "end"];
  expect([textsOf(annRoom), textsOf(bobRoom)]).toEqual([all, all]);
  expect(witnesses.ann.heard).toEqual(rounds.map((r) => `Bob ${r}`));
  expect(witnesses.bob.heard).toEqual(all.filter((text) => !text.startsWith("Bob")));
  expect([witnesses.ann.changes, witnesses.bob.changes]).toEqual([[], []]);
  expect(participant(annRoom, "Bob").handRaisedAt).not.toBeNull();
  const third = await (await people.guest("Gil")).enter(code);
  expect(namesOf(third.view)).toEqual(["Ann", "Bob", "Gil"]);
});

test("[SCENE6] a signal that is lost in a break arrives after it", async ({ people }) => {
  const { cable, annRoom, bobRoom } = await together(people);
  const description = { type: "offer", sdp: "v=0" } as const;
  const offers: string[] = [];
  annRoom.onSignal(({ type, from }) => offers.push(`${type} ${from}`));
  cable.break("requests lost");
  const sending = bobRoom.signal({ type: "offer", to: idOf(annRoom), description });
  cable.mend();
  await sending;
  cable.break("cut");
  await seesBob(annRoom, "reconnecting");
  const answered = next(bobRoom.onSignal.bind(bobRoom));
  const answer = { type: "answer", sdp: "v=0" } as const;
  await annRoom.signal({ type: "answer", to: idOf(bobRoom), description: answer });
  cable.mend();
  expect(await answered).toMatchObject({ type: "answer", from: idOf(annRoom) });
  expect(offers).toEqual([`offer ${idOf(bobRoom)}`]);
});

test("[SCENE6] what was done, but never answered, is not done twice", async ({ people }) => {
  const { cable, annRoom, bobRoom } = await together(people);
  const seen: string[] = [];
  annRoom.onReaction(({ emoji }) => seen.push(emoji));
  cable.break("answers lost");
  const first = next(annRoom.onReaction.bind(annRoom));
  const reacting = bobRoom.react("🎉");
  await first;
  cable.mend();
  await reacting;
  const second = next(annRoom.onReaction.bind(annRoom));
  await bobRoom.react("👏");
  await second;
  expect(seen).toEqual(["🎉", "👏"]);
});

test("[SCENE6] a network that falls silent: the heartbeat notices, the others notice nothing", async ({
  people,
}) => {
  const { cable, annRoom, bobRoom, witnesses, clock } = await together(people);
  cable.break("silent");
  await annRoom.sendChat("Can you hear me?");
  const sending = bobRoom.sendChat("Hello?");
  expect(isLive(bobRoom.view)).toBe(true);
  clock.leap(IDLE_MS);
  expect(isLive(bobRoom.view)).toBe(true);
  clock.leap(PONG_MS);
  expect(isReconnecting(bobRoom.view)).toBe(true);
  const back = next(bobRoom.onWelcome.bind(bobRoom));
  cable.mend();
  expect((await back).resumed).toBe(true);
  await sending;
  await lastText(annRoom, "Hello?");
  const all = ["Can you hear me?", "Hello?"];
  await view(bobRoom, () => textsOf(bobRoom).join() === all.join());
  expect([witnesses.ann.heard, witnesses.bob.heard]).toEqual([["Hello?"], ["Can you hear me?"]]);
  expect(witnesses.ann.changes).toEqual([]);
  expect(witnesses.ann.states.get("Bob")).toEqual(["online"]);
});

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  test(`[SCENE6] the server restarts (${signal}): all are back, and nothing is lost or doubled`, async ({
    people,
    server,
  }) => {
    const { ann, code, annRoom, bobRoom, witnesses } = await together(people);
    const ids = [idOf(annRoom), idOf(bobRoom)];
    const gil = await (await people.guest("Gil")).enter(code);
    await gil.sendChat("stored before");
    await server.stop(signal);
    await Promise.all([annRoom, bobRoom, gil].map((room) => view(room, isReconnecting)));
    const sending = [annRoom.sendChat("A"), bobRoom.sendChat("B"), gil.sendChat("G")];
    await server.run();
    await Promise.all(sending);
    await Promise.all([annRoom, bobRoom, gil].map((room) => company(room, 3)));
    await gil.sendChat("end");
    await Promise.all([annRoom, bobRoom].map((room) => lastText(room, "end")));
    expect([idOf(annRoom), idOf(bobRoom)]).toEqual(ids);
    const { messages } = await ann.http.messages(code);
    const texts = messages.map(({ text }) => text);
    expect(texts.toSorted()).toEqual(["A", "B", "G", "end", "stored before"]);
    expect([annRoom, bobRoom, gil].map(textsOf)).toEqual([texts, texts, texts]);
    expect(witnesses.ann.heard.toSorted()).toEqual(["B", "G", "end", "stored before"]);
    expect(witnesses.bob.heard.toSorted()).toEqual(["A", "G", "end", "stored before"]);
  });
}

test("[SCENE6] a second client takes over, and the first takes it back when it is told to", async ({
  people,
}) => {
  const { bob, code, annRoom, bobRoom, witnesses } = await together(people);
  const second = await bob.enter(code);
  expect(await ending(bobRoom)).toBe("taken_over, stop");
  expect(idOf(second)).toBe(idOf(bobRoom));
  await second.sendChat("from the second");
  await bobRoom.join();
  expect(await ending(second)).toBe("taken_over, stop");
  await bobRoom.sendChat("from the first");
  await lastText(annRoom, "from the first");
  expect(witnesses.ann.heard).toEqual(["from the second", "from the first"]);
  expect(witnesses.ann.changes).toEqual([]);
  expect(witnesses.ann.states.get("Bob")).toEqual(["online"]);
});

test("[SCENE6] who was replaced while away does not take the place back by itself", async ({
  people,
}) => {
  const { cable, bob, code, annRoom, bobRoom, witnesses } = await together(people);
  const elsewhere = await people.elsewhere(bob);
  cable.break("cut");
  await view(bobRoom, isReconnecting);
  const second = await elsewhere.enter(code);
  await seesBob(annRoom, "online");
  cable.mend();
  expect(await ending(bobRoom)).toBe("taken_over, stop");
  await second.sendChat("still here");
  await lastText(annRoom, "still here");
  expect(isLive(second.view)).toBe(true);
  expect(witnesses.ann.changes).toEqual([]);
});
