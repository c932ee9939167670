import assert from "node:assert/strict";
import { test } from "node:test";
import { ActiveSpeakers } from "../../../src/media/rtp/audio-levels.ts";

const SILENT = 127;
const PACKET_MS = 20;

/** A room where everybody sends a packet every 20 ms. */
class Room {
  readonly speakers = new ActiveSpeakers();
  nowMs = 0;

  /** Those named have this level byte for so long; the others are silent. */
  play(
    ms: number,
    levels: { readonly [id: string]: number },
    silent: readonly string[] = [],
  ): void {
    for (const end = this.nowMs + ms; this.nowMs < end;) {
      this.nowMs += PACKET_MS;
      for (const [id, level] of Object.entries(levels)) this.speakers.level(id, level, this.nowMs);
      for (const id of silent) this.speakers.level(id, SILENT, this.nowMs);
    }
  }

  get ranking(): readonly string[] {
    return this.speakers.ranking(this.nowMs);
  }

  loudest(count: number): string[] {
    return this.speakers.loudest(count, this.nowMs).toSorted();
  }
}

test("[RTCP7] speech counts once it has lasted a quarter of a second", () => {
  const room = new Room();
  room.play(200, { ada: 30 });
  assert.deepEqual(room.ranking, []);
  room.play(100, { ada: 30 });
  assert.deepEqual(room.ranking, ["ada"]);
});

test("[RTCP7] where nothing is sent nothing is said: short sounds between pauses are no speech", () => {
  const room = new Room();
  for (let sound = 0; sound < 10; sound += 1) {
    room.play(100, { ada: 10 });
    room.nowMs += 400;
    assert.deepEqual(room.ranking, []);
  }
});

test("[RTCP7] a click now and then is no speech", () => {
  const room = new Room();
  for (let click = 0; click < 50; click += 1) {
    room.play(40, { ada: 10 });
    room.play(200, { ada: SILENT });
    assert.deepEqual(room.ranking, []);
  }
});

test("[RTCP7] short pauses between words do not keep speech from beginning or end it", () => {
  const room = new Room();
  for (let word = 0; word < 3; word += 1) {
    room.play(160, { ada: 30 });
    room.play(60, { ada: SILENT });
  }
  assert.deepEqual(room.ranking, ["ada"]);
  room.play(900, { ada: SILENT });
  assert.deepEqual(room.ranking, ["ada"]);
});

test("[RTCP7] a pause of a second ends it, with and without packets", () => {
  const room = new Room();
  room.play(400, { ada: 30, bob: 30 });
  room.play(1000, { ada: SILENT });
  assert.deepEqual(room.ranking, []);
  room.play(100, { ada: 30 });
  assert.deepEqual(room.ranking, []);
});

test("[RTCP7] a faint sound is speech only if its sender hears a voice in it", () => {
  const room = new Room();
  room.play(1000, { ada: 55, bob: 0x80 | 55, eve: 0x80 | 70 });
  assert.deepEqual(room.ranking, ["bob"]);
});

test("[RTCP7] the loudest comes first, and only who is clearly louder overtakes", () => {
  const room = new Room();
  room.play(3000, { ada: 40, bob: 25 });
  assert.deepEqual(room.ranking, ["bob", "ada"]);
  room.play(3000, { ada: 22, bob: 25 });
  assert.deepEqual(room.ranking, ["bob", "ada"]);
  room.play(3000, { ada: 15, bob: 25 });
  assert.deepEqual(room.ranking, ["ada", "bob"]);
});

test("[RTCP7] free places are for anybody, and stay with who has them", () => {
  const room = new Room();
  room.play(100, {}, ["ada", "bob", "eve"]);
  assert.deepEqual(room.loudest(2), ["ada", "bob"]);
  assert.deepEqual(room.loudest(3), ["ada", "bob", "eve"]);
});

test("[RTCP7] a place goes to who speaks from who has been silent the longest", () => {
  const room = new Room();
  room.play(400, { ada: 30 }, ["bob", "eve"]);
  room.play(400, { bob: 30 }, ["ada", "eve"]);
  assert.deepEqual(room.loudest(2), ["ada", "bob"]);
  room.play(1500, {}, ["ada", "bob", "eve"]);
  assert.deepEqual(room.loudest(2), ["ada", "bob"]);
  room.play(400, { eve: 30 }, ["ada", "bob"]);
  assert.deepEqual(room.loudest(2), ["bob", "eve"]);
});

test("[RTCP7] nobody who speaks loses a place, however loud others are", () => {
  const room = new Room();
  room.play(400, { ada: 45, bob: 45 });
  assert.deepEqual(room.loudest(2), ["ada", "bob"]);
  room.play(2000, { ada: 45, bob: 45, eve: 5 });
  assert.deepEqual(room.loudest(2), ["ada", "bob"]);
  assert.equal(room.ranking[0], "eve");
});

test("[RTCP7] who leaves leaves the ranking and a place; fewer places keep those who speak", () => {
  const room = new Room();
  room.play(400, { eve: 30 }, ["ada", "bob"]);
  assert.deepEqual(room.loudest(3), ["ada", "bob", "eve"]);
  assert.deepEqual(room.loudest(1), ["eve"]);
  room.speakers.remove("eve");
  assert.deepEqual(room.ranking, []);
  assert.deepEqual(room.loudest(1), ["ada"]);
});
