import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveriesTo, sharedIn, toldTo, welcomeOf } from "./deliveries.ts";
import { OWNER, ROOM, RoomWorld } from "./room-world.ts";

function meeting(given: ConstructorParameters<typeof RoomWorld>[0] = {}) {
  const world = new RoomWorld(given);
  return { world, a: world.enter("a"), b: world.enter("b"), c: world.enter("c") };
}

/** The texts that a welcome carries for this participant. */
function history(world: RoomWorld, id: string): string[] {
  world.join(id, `${id}-late`);
  while (world.storing.length > 0) world.settle();
  return welcomeOf(id, world.flush()).own.chat.map(({ text }) => text);
}

test("[CHAT1] a message is stored before anybody hears of it, and acknowledged only then", () => {
  const { world, a } = meeting();
  const asked = world.chat(a, "hello");
  assert.equal(asked.outcome, "stored");
  assert.deepEqual(asked.deliveries, []);
  assert.deepEqual(world.state.chat, []);
  const { seq } = world.state;
  world.now += 5;
  const stored = world.settle();
  assert.deepEqual([stored.outcome, stored.messageId], ["ok", "m1"]);
  const from = { participantId: "a", name: "A" };
  const message = { id: "m1", from, to: null, text: "hello", sentAt: 1000 };
  assert.deepEqual(stored.deliveries, [
    { audience: "all", message: { type: "chat.message", seq: seq + 1, message } },
  ]);
});

test("[CHAT2] a message that was not stored reaches nobody, and is in nobody's history", () => {
  const { world, a } = meeting();
  world.chat(a, "lost");
  const failed = world.fail();
  assert.deepEqual(failed.deliveries, []);
  assert.deepEqual(history(world, "d"), []);
});

test("[CHAT3] a message that is sent again is delivered once, and answered with the same id", () => {
  const { world, a } = meeting();
  world.chat(a, "hello", { clientId: "k" });
  world.chat(a, "hello", { clientId: "k" });
  world.settle();
  const again = world.settle();
  assert.deepEqual([again.outcome, again.messageId, again.deliveries], ["ok", "m1", []]);
  world.chat(a, "other words", { clientId: "k" });
  const third = world.settle();
  assert.deepEqual([third.messageId, third.deliveries], ["m1", []]);
  assert.deepEqual(history(world, "d"), ["hello"]);
});

test("[CHAT3] two people may choose the same client id", () => {
  const { world, a, b } = meeting();
  for (const speaker of [a, b]) {
    world.chat(speaker, `by ${speaker.participantId}`, { clientId: "k" });
    assert.equal(deliveriesTo("all", world.settle().deliveries).length, 1);
  }
});

test("[CHAT4] what was stored although it seemed to fail is delivered when it is sent again, once", () => {
  const { world, a } = meeting();
  world.chat(a, "hello", { clientId: "k" });
  assert.deepEqual(world.fail({ kept: true }).deliveries, []);
  world.chat(a, "hello", { clientId: "k" });
  const again = world.settle();
  assert.equal(again.messageId, "m1");
  assert.equal(sharedIn(again.deliveries, "chat.message")[0]?.message.id, "m1");
  world.chat(a, "hello", { clientId: "k" });
  assert.deepEqual(world.settle().deliveries, []);
  assert.deepEqual(history(world, "d"), ["hello"]);
});

test("[CHAT4] what was delivered stays so when a repetition of it fails", () => {
  const { world, a } = meeting();
  for (const _ of [1, 2, 3]) world.chat(a, "hello", { clientId: "k" });
  assert.equal(deliveriesTo("all", world.settle().deliveries).length, 1);
  world.fail();
  assert.deepEqual(world.settle().deliveries, []);
});

test("[CHAT4] what really failed is a new message when it is sent again", () => {
  const { world, a } = meeting();
  world.chat(a, "hello", { clientId: "k" });
  world.fail();
  world.chat(a, "hello", { clientId: "k" });
  assert.equal(world.settle().messageId, "m2");
  assert.deepEqual(history(world, "d"), ["hello"]);
});

test("[CHAT5] a direct message reaches its two people alone, now and in the history", () => {
  const { world, a } = meeting();
  const { seq } = world.state;
  world.chat(a, "psst", { to: "b" });
  const { deliveries, outcome } = world.settle();
  assert.equal(outcome, "ok");
  assert.deepEqual(
    deliveries.map(({ audience }) => audience),
    ["some"],
  );
  for (const id of ["a", "b"]) {
    const [message] = toldTo(id, deliveries);
    assert.ok(message?.type === "chat.message" && message.message.text === "psst");
    assert.equal(message.message.to, "b");
  }
  assert.deepEqual(toldTo("c", deliveries), []);
  assert.equal(world.state.seq, seq, "it takes no seq, so that nobody sees a gap");
  assert.deepEqual(history(world, "b"), ["psst"]);
  assert.deepEqual(history(world, "a"), ["psst"]);
  assert.deepEqual(history(world, "c"), []);
  assert.deepEqual(history(world, "new"), []);
});

test("[CHAT5] one who is away gets it too; to nobody or to oneself is a refusal", () => {
  const { world, a, b } = meeting();
  world.disconnect(b);
  assert.equal(world.chat(a, "psst", { to: "b" }).outcome, "stored");
  assert.equal(toldTo("b", world.settle().deliveries).length, 1);
  assert.equal(world.chat(a, "psst", { to: "a" }).outcome, "unknown_participant");
  assert.equal(world.chat(a, "psst", { to: "z" }).outcome, "unknown_participant");
});

test("[CHAT6] messages take their places when they are sent, and keep them", () => {
  const { world, a, b } = meeting();
  world.chat(a, "one");
  world.chat(b, "two");
  world.chat(a, "three");
  world.settle();
  world.fail({ kept: true });
  world.settle();
  assert.deepEqual(
    world.store.chat.map(({ position }) => position),
    [1, 2, 3],
  );
  world.chat(b, "two");
  world.settle();
  assert.deepEqual(history(world, "d"), ["one", "two", "three"], "also when one is told late");
});

test("[CHAT6] positions go on from those of an earlier run", () => {
  const earlier = {
    message: {
      id: "m7",
      from: { participantId: "x", name: "X" },
      to: null,
      text: "before",
      sentAt: 1,
    },
    clientId: "k",
    position: 7,
  };
  const { world, a } = meeting({ chat: [earlier], chatPosition: 7 });
  world.chat(a, "after");
  world.settle();
  assert.equal(world.store.chat[0]?.position, 8);
  assert.deepEqual(history(world, "d"), ["before", "after"]);
});

test("[CHAT7] a welcome carries the last messages that the newcomer may read", () => {
  const { world, a } = meeting();
  for (const text of ["1", "2", "3", "4"]) {
    world.chat(a, text);
    world.settle();
  }
  world.chat(a, "for b", { to: "b" });
  world.settle();
  world.chat(a, "for b, too", { to: "b" });
  world.settle();
  assert.deepEqual(history(world, "c"), ["1", "2", "3", "4"]);
  assert.deepEqual(history(world, "b"), ["3", "4", "for b", "for b, too"]);
  world.chat(a, "5");
  world.settle();
  assert.deepEqual(history(world, "c"), ["2", "3", "4", "5"]);
  assert.equal(world.state.chat.length, 6, "older ones are not at hand");
});

test("[CHAT8] a full chat takes no more messages", () => {
  const { world, a } = meeting({ limits: { chatRows: 2 } });
  world.chat(a, "1");
  world.chat(a, "2");
  assert.equal(world.chat(a, "3").outcome, "chat_full");
  assert.equal(world.storing.length, 2);
});

test("[CHAT9] where chat is off only hosts write; what was on its way arrives", () => {
  const { world, a } = meeting();
  const o = world.enter("o", OWNER);
  world.chat(a, "in time");
  world.ask(o, { type: "change", change: { settings: { chat: false } } });
  assert.equal(world.settle().messageId, "m1");
  world.settle();
  assert.equal(world.chat(a, "too late").outcome, "not_permitted");
  assert.equal(world.chat(a, "psst", { to: "o" }).outcome, "not_permitted");
  assert.equal(world.chat(o, "closing").outcome, "stored");
  assert.equal(world.state.room.settings.reactions, ROOM.settings.reactions);
});

test("[CHAT10] who left while a message was being stored has said it all the same", () => {
  const { world, a } = meeting();
  world.chat(a, "bye");
  world.leave(a);
  assert.equal(sharedIn(world.settle().deliveries, "chat.message")[0]?.message.text, "bye");
});

test("[CHAT10] a direct message goes to nobody who has left, and is there on their return", () => {
  const { world, a, b } = meeting();
  world.chat(a, "psst", { to: "b" });
  world.leave(b);
  const { deliveries } = world.settle();
  assert.equal(toldTo("a", deliveries).length, 1);
  assert.deepEqual(toldTo("b", deliveries), []);
  assert.deepEqual(history(world, "b"), ["psst"]);
});
