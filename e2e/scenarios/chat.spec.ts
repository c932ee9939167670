import type { RoomClient } from "@parley/sdk";
import {
  company,
  idOf,
  isLive,
  isReconnecting,
  lastText,
  refusal,
  textsOf,
  view,
} from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";

const idsOf = ({ view: { chat } }: RoomClient) => chat.map(({ id }) => id);

const numbered = (count: number, prefix = "") =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

async function knows(room: RoomClient, count: number): Promise<void> {
  await view(room, ({ chat }) => chat.filter(({ status }) => status === "sent").length === count);
}

test("[SCENE4] everyone reads what four write at once in the same order", async ({ people }) => {
  const ann = await people.account("Ann");
  const { code } = await ann.http.createRoom({ access: "open" });
  const guests = ["Bob", "Cat", "Dan"].map(async (name) => (await people.guest(name)).enter(code));
  const rooms = [await ann.enter(code), ...(await Promise.all(guests))];
  const sent = rooms.flatMap((room, writer) =>
    numbered(12, `${writer}:`).map((text) => room.sendChat(text)),
  );
  await Promise.all(sent);
  await Promise.all(rooms.map((room) => knows(room, 48)));
  const [first = [], ...others] = rooms.map(idsOf);
  expect(new Set(first).size).toBe(48);
  for (const order of others) expect(order).toEqual(first);
  const { messages } = await ann.http.messages(code);
  expect(messages.map(({ id }) => id)).toEqual(first);
  const ofOne = messages.filter(({ from }) => from.name === "Cat").map(({ text }) => text);
  expect(ofOne).toEqual(numbered(12, "2:"));
});

for (const fault of ["requests lost", "answers lost"] as const) {
  test(`[SCENE4] with ${fault} in a break, a message is stored and shown once`, async ({
    people,
  }) => {
    const cable = await people.cable();
    const [ann, bob] = [await people.account("Ann"), await people.account("Bob", cable)];
    const { code } = await ann.http.createRoom();
    const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
    const heard: string[] = [];
    annRoom.onChat(({ text }) => heard.push(text));
    await bobRoom.sendChat("before");
    cable.break(fault);
    const sending = bobRoom.sendChat("during");
    expect(bobRoom.view.chat.at(-1)).toMatchObject({ text: "during", status: "sending" });
    if (fault === "answers lost") await lastText(annRoom, "during");
    cable.mend();
    await sending;
    await bobRoom.sendChat("after");
    await lastText(annRoom, "after");
    const expected = ["before", "during", "after"];
    expect([heard, textsOf(annRoom), textsOf(bobRoom)]).toEqual([expected, expected, expected]);
    const { messages } = await bob.http.messages(code);
    expect(messages.map(({ text }) => text)).toEqual(expected);
  });
}

test("[SCENE4] what failed although it was stored is still one message when sent again", async ({
  people,
}) => {
  const cable = await people.cable();
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob", cable)];
  const { code } = await ann.http.createRoom();
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  cable.break("answers lost");
  const sending = refusal(bobRoom.sendChat("Did it arrive?"));
  await lastText(annRoom, "Did it arrive?");
  await bobRoom.leave();
  expect(await sending).toBe("connection_lost");
  cable.mend();
  await bobRoom.join();
  const failed = bobRoom.view.chat.find(({ status }) => status === "failed");
  expect(failed).toMatchObject({ text: "Did it arrive?", error: "connection_lost" });
  await bobRoom.retryChat(failed?.key ?? "");
  await bobRoom.sendChat("It did.");
  await lastText(annRoom, "It did.");
  const expected = ["Did it arrive?", "It did."];
  expect([textsOf(annRoom), textsOf(bobRoom)]).toEqual([expected, expected]);
});

test("[SCENE4] who comes late reads the newest, then everything, page by page", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom({ access: "restricted" });
  const annRoom = await ann.enter(code);
  const written = numbered(120);
  await Promise.all(written.map((text) => annRoom.sendChat(text)));
  expect(textsOf(annRoom)).toEqual(written);
  expect(await refusal(bob.http.messages(code))).toBe("403 not_permitted");
  const { room, outcome } = await bob.knock(code);
  await view(annRoom, ({ waiting }) => waiting.length === 1);
  await annRoom.admit("all");
  expect(await outcome).toBe("joined");
  expect(textsOf(room)).toEqual(written.slice(-50));
  await annRoom.sendChat("121");
  await lastText(room, "121");
  while (await room.loadEarlierChat());
  expect(textsOf(room)).toEqual([...written, "121"]);
  expect(await room.loadEarlierChat()).toBe(false);
});

test("[SCENE4] a direct message is seen by two, not by the hosts, now or later", async ({
  people,
}) => {
  const cable = await people.cable();
  const [ann, gil] = [await people.account("Ann"), await people.guest("Gil")];
  const bob = await people.account("Bob", cable);
  const { code } = await ann.http.createRoom({ access: "open" });
  const annRoom = await ann.enter(code);
  const [bobRoom, gilRoom] = [await bob.enter(code), await gil.enter(code)];
  await company(bobRoom, 3);
  await bobRoom.sendChat("psst", idOf(gilRoom));
  await view(gilRoom, ({ chat }) => chat.at(-1)?.to === idOf(gilRoom));
  cable.break("cut");
  await view(bobRoom, isReconnecting);
  await gilRoom.sendChat("yes?", idOf(bobRoom));
  await gilRoom.sendChat("hello all");
  cable.mend();
  await lastText(annRoom, "hello all");
  await lastText(bobRoom, "hello all");
  expect(textsOf(annRoom)).toEqual(["hello all"]);
  expect(textsOf(bobRoom)).toEqual(["psst", "yes?", "hello all"]);
  expect(textsOf(gilRoom)).toEqual(["psst", "yes?", "hello all"]);
  const readBy = async ({ http }: typeof ann) =>
    (await http.messages(code)).messages.map(({ text }) => text);
  expect(await readBy(ann)).toEqual(["hello all"]);
  expect(await readBy(gil)).toEqual(["psst", "yes?", "hello all"]);
  await bobRoom.leave();
  expect(textsOf(await bob.enter(code))).toEqual(["psst", "yes?", "hello all"]);
  expect(await refusal(gilRoom.sendChat("me", idOf(gilRoom)))).toBe("unknown_participant");
});

test("[SCENE4] text is text: markup arrives as it was written, too much or nothing is refused", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom();
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  const texts = [
    `<img src=x onerror="alert(1)"> & <b>bold</b> &amp; &lt;`,
    "javascript:alert(1) https://example.org/?a=1&b=2",
    `"quotes" \\ back\nline\ttab`,
    "😀".repeat(2000),
  ];
  for (const text of texts) await annRoom.sendChat(text);
  await lastText(bobRoom, texts.at(-1) ?? "");
  expect(textsOf(bobRoom)).toEqual(texts);
  const { messages } = await bob.http.messages(code);
  expect(messages.map(({ text }) => text)).toEqual(texts);
  for (const wrong of ["", " ", "x".repeat(4001), "\u202Eevil", "\0"]) {
    expect(await refusal(annRoom.sendChat(wrong))).toBe("validation_failed");
  }
  expect(isLive(annRoom.view)).toBe(true);
});
