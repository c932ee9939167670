import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeMediaServer } from "../support/fake-media-server.ts";
import { MovingRoom, SharedStore } from "./moving-room.ts";

const reaction = { type: "react", emoji: "👍" } as const;

test("[MOVE4] a client that got what the log has resumes on the next node, under a new stream", async () => {
  const store = new SharedStore();
  const one = new MovingRoom({ name: "one", store });
  const [ann, bob] = [await one.join("ann"), await one.join("bob")];
  await one.say(ann, 1, "hello");
  const two = new MovingRoom({ name: "two", store, left: one.journal.record });
  const again = await two.join("bob", bob);
  assert.equal(again.last.resumed, true);
  assert.notEqual(again.last.stream, bob.last.stream);
  const later = await two.join("ann", ann);
  assert.equal(later.last.received, 1);
  await two.say(later, 2, "there");
  const texts = [...bob.heard, ...again.heard].flatMap((message) =>
    message.type === "chat.message" ? [message.message.text] : [],
  );
  assert.deepEqual(texts, ["hello", "there"]);
  const seqs = again.heard.flatMap((message) => ("seq" in message ? [message.seq] : []));
  assert.deepEqual(
    seqs,
    seqs.map((_, i) => again.last.seq + i),
    "each frame follows the one before",
  );
});

test("[MOVE4] frames that were missed are in the log, shared and direct ones", async () => {
  const store = new SharedStore();
  const one = new MovingRoom({ name: "one", store });
  const [ann, bob] = [await one.join("ann"), await one.join("bob")];
  const left = bob.heard.length;
  one.ask(ann, null, { type: "relay", to: "bob", relay: { signal: null, plain: { hi: 1 } } });
  one.ask(ann, null, reaction);
  await one.settle();
  const missed = bob.heard.splice(left).map(({ type }) => type);
  assert.deepEqual(missed, ["relay", "reaction"]);
  const two = new MovingRoom({ name: "two", store, left: one.journal.record });
  const again = await two.join("bob", bob);
  assert.equal(again.last.resumed, true);
  assert.deepEqual(
    again.heard.slice(1, 3).map(({ type }) => type),
    missed,
  );
});

test("[MOVE5] a client that has heard more than the log has gets a snapshot", async () => {
  const store = new SharedStore();
  const one = new MovingRoom({ name: "one", store });
  const [ann, bob] = [await one.join("ann"), await one.join("bob")];
  const early = one.journal.record;
  one.ask(ann, null, reaction);
  await one.settle();
  const two = new MovingRoom({ name: "two", store, left: early });
  // Others are heard in the meantime, so that the counter has passed where bob was.
  const other = await two.join("ann");
  two.ask(other, null, reaction);
  two.ask(other, null, reaction);
  const again = await two.join("bob", bob);
  assert.equal(again.last.resumed, false);
  assert.deepEqual(again.last.participants.map(({ id }) => id).toSorted(), ["ann", "bob"]);
});

test("[MOVE5] so does one whose session is newer than the log: it was not taken over", async () => {
  const store = new SharedStore();
  const one = new MovingRoom({ name: "one", store });
  await one.join("ann");
  const early = one.journal.record;
  const later = await one.join("ann");
  const two = new MovingRoom({ name: "two", store, left: early });
  const again = await two.join("ann", later);
  assert.deepEqual([again.ended, again.last.resumed], [null, false]);
});

test("[MOVE6] chat that was stored and is not in the log is told, once", async () => {
  const store = new SharedStore();
  const one = new MovingRoom({ name: "one", store });
  const [ann, bob] = [await one.join("ann"), await one.join("bob")];
  await one.say(ann, 1, "before");
  const early = one.journal.record;
  await one.say(ann, 2, "after");
  assert.equal(bob.of("chat.message").length, 2);
  bob.heard.pop();
  const two = new MovingRoom({ name: "two", store, left: early });
  const again = await two.join("bob", bob);
  assert.equal(again.last.resumed, true);
  assert.deepEqual(
    again.of("chat.message").map(({ message }) => message.text),
    ["after"],
  );
  const cat = await two.join("cat");
  assert.deepEqual(
    cat.last.chat.map(({ text }) => text),
    ["before", "after"],
  );
});

test("[MOVE7] what had no answer is asked again, what had one is answered again and not done again", async () => {
  const store = new SharedStore();
  const one = new MovingRoom({ name: "one", store });
  const ann = await one.join("ann");
  store.holdsBack = true;
  await one.say(ann, 1, "lost");
  one.ask(ann, 2, reaction);
  store.holdsBack = false;
  const two = new MovingRoom({ name: "two", store, left: one.journal.record });
  const again = await two.join("ann", ann);
  assert.deepEqual([again.last.resumed, again.last.received], [true, 0]);
  await two.say(again, 1, "lost");
  two.ask(again, 2, reaction);
  await two.settle();
  assert.deepEqual(
    again
      .of("ok")
      .map(({ replyTo }) => replyTo)
      .toSorted((a, b) => a - b),
    [1, 2, 2],
  );
  assert.equal(again.of("chat.message").length, 1);
  assert.equal(again.of("reaction").length, 0);
});

test("[MOVE8] a person whom the store has put out meanwhile is out", async () => {
  const store = new SharedStore();
  const one = new MovingRoom({ name: "one", store });
  await one.join("ann");
  const bob = await one.join("bob");
  store.memberships.push({
    ...{ roomId: "r1", principal: "account:ann", participantId: "ann", name: "ann" },
    ...{ role: "member", epoch: 2, admittedAt: null, bannedAt: null },
  });
  const two = new MovingRoom({ name: "two", store, left: one.journal.record });
  const again = await two.join("bob", bob);
  const left = again.of("presence").flatMap((presence) => presence.left);
  assert.deepEqual(left, [{ id: "ann", reason: "removed" }]);
});

test("[MOVE9] a room that is handed over keeps its stream, and what clients missed", async () => {
  const store = new SharedStore();
  const one = new MovingRoom({ name: "one", store });
  const [ann, bob] = [await one.join("ann"), await one.join("bob")];
  one.runtime.disconnected({ participantId: "bob", connection: bob.id });
  await one.say(ann, 1, "missed");
  const saved = await one.runtime.packUp();
  const left = { checkpoint: JSON.stringify(saved), entries: [] };
  const two = new MovingRoom({ name: "two", store, left, handed: true });
  const again = await two.join("bob", bob);
  assert.deepEqual([again.last.resumed, again.last.stream], [true, bob.last.stream]);
  assert.deepEqual(
    again.of("chat.message").map(({ message }) => message.text),
    ["missed"],
  );
});

test("[MOVE9] what is asked of a room that is being handed over is asked again where it goes", async () => {
  const store = new SharedStore();
  const one = new MovingRoom({ name: "one", store });
  const ann = await one.join("ann");
  const packed = one.runtime.packUp();
  one.ask(ann, 1, reaction);
  const left = { checkpoint: JSON.stringify(await packed), entries: [] };
  const two = new MovingRoom({ name: "two", store, left, handed: true });
  const again = await two.join("ann", ann);
  assert.deepEqual([again.last.resumed, again.last.received], [true, 0]);
  const late = await one.join("bob");
  assert.equal(late.ended, "draining");
});

test("[MOVE10] connections with the SFU are told to be closed, and others of the next generation are offered", async () => {
  const store = new SharedStore();
  const media = new FakeMediaServer();
  const one = new MovingRoom({ name: "one", store, media });
  const ann = await one.join("ann");
  assert.deepEqual(
    ann.of("offer").map(({ generation }) => generation),
    [1],
  );
  const two = new MovingRoom({ name: "two", store, media, left: one.journal.record });
  const again = await two.join("ann", ann);
  assert.equal(again.last.resumed, true);
  const closed = again
    .of("transport.closed")
    .map((message) => [message.transport, message.generation]);
  assert.deepEqual(closed, [["down", 1]]);
  assert.deepEqual(
    again.of("offer").map(({ generation }) => generation),
    [2],
  );
});

test("[MOVE11] a node that may not speak for its rooms holds back what is asked of them", async () => {
  let holds = true;
  const one = new MovingRoom({ name: "one", store: new SharedStore(), holds: () => holds });
  const [ann, bob] = [await one.join("ann"), await one.join("bob")];
  holds = false;
  one.ask(ann, null, reaction);
  await one.settle();
  assert.equal(bob.of("reaction").length, 0);
  holds = true;
  one.runtime.wake();
  assert.equal(bob.of("reaction").length, 1);
});

test("[MOVE12] nobody is told what is not on its way into the log", async () => {
  const one = new MovingRoom({ name: "one", store: new SharedStore() });
  const [ann, bob] = [await one.join("ann"), await one.join("bob")];
  one.journal.holdsBack = true;
  one.ask(ann, 1, reaction);
  await one.say(ann, 2, "hello");
  const cat = await one.join("cat");
  const told = [ann, bob, cat].map((ear) => ear.of("reaction").length + ear.of("ok").length);
  assert.deepEqual(told, [0, 0, 0]);
  assert.equal(cat.heard.length, 0);
  one.journal.catchUp();
  assert.deepEqual(
    bob.heard.slice(-3).map(({ type }) => type),
    ["reaction", "chat.message", "presence"],
  );
  assert.deepEqual(
    ann.of("ok").map(({ replyTo }) => replyTo),
    [1, 2],
  );
  assert.equal(cat.last.seq, 5);
});
