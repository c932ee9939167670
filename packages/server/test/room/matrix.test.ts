import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Access,
  type ClientMessage,
  type Kind,
  type Role,
  type RoomSettings,
  clientMessages,
  encode,
} from "@parley/protocol";
import type { Speaker, Wish } from "../../src/room/command.ts";
import { decide } from "../../src/room/decide.ts";
import { permissionsOf } from "../../src/room/policy.ts";
import type { RoomState } from "../../src/room/state.ts";
import { readRequest } from "../../src/ws/messages.ts";
import { OTHERS, ROWS, type Row, type Switch, VERBS } from "./matrix-table.ts";
import { GUEST, ROOM, RoomWorld, SFU } from "./room-world.ts";

type Actor = Role | "waiting";
type Setting = {
  readonly access: Access;
  readonly locked: boolean;
  readonly settings: RoomSettings;
};

const ACTORS = ["owner", "cohost", "member", "waiting"] as const;

/** What a wish can be; the types make sure that none is missing. */
const WISHES: { readonly [W in Wish["type"]]: true } = {
  leave: true,
  update: true,
  relay: true,
  "hand.raise": true,
  "hand.lower": true,
  react: true,
  chat: true,
  mute: true,
  askUnmute: true,
  remove: true,
  role: true,
  admit: true,
  deny: true,
  change: true,
  end: true,
  "sfu.offer": true,
  "sfu.answer": true,
  "sfu.candidate": true,
  "track.publish": true,
  "track.unpublish": true,
  "track.subscribe": true,
  "transport.replace": true,
};

function* everySwitch(): Generator<{ [S in Switch]: boolean }> {
  for (const chat of [true, false]) {
    for (const reactions of [true, false]) {
      for (const screenShare of [true, false]) yield { chat, reactions, screenShare };
    }
  }
}

function* everySettings(): Generator<RoomSettings> {
  for (const switches of everySwitch()) {
    for (const media of ["sfu", "mesh"] as const) yield { ...ROOM.settings, ...switches, media };
  }
}

function* everySetting(): Generator<Setting> {
  for (const settings of everySettings()) {
    for (const locked of [true, false]) {
      for (const access of ["open", "trusted", "restricted"] as const) {
        yield { access, locked, settings };
      }
    }
  }
}

/** A meeting with somebody of each role, all of this kind, everybody's hand up and mic published. */
function meeting(kind: Kind): { state: RoomState; actors: { [A in Actor]: Speaker } } {
  const world = new RoomWorld({ room: { ...SFU, access: "restricted" } });
  const actors = {
    owner: world.enter(OTHERS.owner, { kind, role: "owner" }),
    cohost: world.enter("c", { kind, role: "cohost" }),
    member: world.enter("m", { kind }),
    waiting: world.knock("w", { ...GUEST, kind }),
  };
  const others = [
    world.enter(OTHERS.cohost, { role: "cohost" }),
    world.enter(OTHERS.member, { kind: "guest" }),
  ];
  world.knock(OTHERS.waiting, GUEST);
  for (const one of [actors.owner, actors.cohost, actors.member, ...others]) {
    world.ask(one, { type: "hand.raise" });
    world.publish(one, "mic");
  }
  world.flush();
  return { state: world.state, actors };
}

/** What the message makes the room do; as the gateway reads it. */
function wishOf(message: ClientMessage): Wish {
  const read = readRequest(encode(message), () => "fresh");
  assert.ok(read.ok && read.message.action.type !== "pong", JSON.stringify(message));
  return read.message.action;
}

function messageOf({ asks }: Row, { participantId }: Speaker): ClientMessage {
  return typeof asks === "function" ? asks(participantId) : asks;
}

function expectedOf(row: Row, actor: Actor, settings: RoomSettings): string {
  if (actor === "waiting") return row.waiting ?? "in_lobby";
  if (row.needsSfu === true && settings.media === "mesh") return "unsupported_setting";
  const off = row.membersNeed !== undefined && !settings[row.membersNeed];
  return actor === "member" && off ? "not_permitted" : row[actor];
}

function outcomeOf(state: RoomState, speaker: Speaker, wish: Wish): string {
  const decision = decide(state, { ...wish, ...speaker, at: 2000 });
  if (!decision.ok) return decision.code;
  const changes = decision.effects.flatMap((effect) =>
    effect.type === "change" ? [effect.change.type] : [],
  );
  return changes.join() || "ok";
}

for (const kind of ["account", "guest"] as const) {
  for (const actor of ACTORS) {
    test(`[PERM3] every message in every room: ${actor}, ${kind}`, () => {
      const { state, actors } = meeting(kind);
      const speaker = actors[actor];
      let cases = 0;
      for (const row of ROWS) {
        const message = messageOf(row, speaker);
        const wish = wishOf(message);
        for (const setting of everySetting()) {
          const room = { ...state.room, ...setting };
          const outcome = outcomeOf({ ...state, room }, speaker, wish);
          const said = `${encode(message)} of ${actor} where ${JSON.stringify(setting)}`;
          assert.equal(outcome, expectedOf(row, actor, setting.settings), said);
          cases += 1;
        }
      }
      assert.equal(cases, ROWS.length * 96);
    });
  }
}

test("[PERM3] the table has every message that the room decides on, and makes every wish", () => {
  const self = { participantId: "m", connection: "m-c1" };
  const messages = ROWS.map((row) => messageOf(row, self));
  assert.deepEqual(
    [...new Set(messages.map(({ type }) => type)), "ping"].toSorted(),
    Object.keys(clientMessages).toSorted(),
  );
  assert.deepEqual(
    [...new Set(messages.map((message) => wishOf(message).type))].toSorted(),
    Object.keys(WISHES).toSorted(),
  );
});

test("[PERM2] the whole table of verbs, roles and settings", () => {
  for (const role of ["owner", "cohost", "member"] as const) {
    for (const switches of everySwitch()) {
      const expected = Object.entries(VERBS).filter(
        ([, { who, membersNeed }]) =>
          who.includes(role) &&
          (role !== "member" || membersNeed === undefined || switches[membersNeed]),
      );
      assert.deepEqual(
        [...permissionsOf(role, { ...ROOM.settings, ...switches })].toSorted(),
        expected.map(([verb]) => verb).toSorted(),
        `${role}, ${JSON.stringify(switches)}`,
      );
    }
  }
});
