import assert from "node:assert/strict";
import { isHost, permissionsOf } from "../../../src/room/policy.ts";
import { snapshotOf } from "../../../src/room/project.ts";
import { type Entry, type RoomState, hasPending, maySee } from "../../../src/room/state.ts";
import type { Client } from "./client.ts";
import { sorted } from "./client.ts";
import type { History } from "./history.ts";

/** What holds after every step of every history. */
export function checkState(history: History): void {
  const { state } = history.world;
  checkPlaces(history, state);
  checkStays(history, state);
  checkRemoved(history, state);
  history.sfu.check(state);
  for (const [id, client] of history.clients) checkClient(history, id, client);
  if (!hasPending(state)) checkViews(history, state);
  if (history.isSettled) checkStore(history, state);
}

/** Nobody is in two places, and each connection speaks for one. */
function checkPlaces({ open }: History, state: RoomState): void {
  const { members, entries, lobby, limits } = state;
  const inMeeting = [...members.values()].flatMap(({ link }) =>
    link.state === "lost" ? [] : [link.connection],
  );
  const inLobby = [...lobby.values()].flatMap(({ entry, lostAt }) =>
    lostAt === null ? [entry.connection] : [],
  );
  const all = [...inMeeting, ...entries.keys(), ...inLobby];
  assert.deepEqual(all.toSorted(), [...open.keys()].toSorted(), "each open one is somewhere, once");
  assert.ok(members.size <= limits.capacity, "never over capacity");
  assert.ok(lobby.size <= limits.waiting, "nor does the lobby overflow");
  const owners = [...members.values()].filter(({ participant }) => participant.role === "owner");
  assert.ok(owners.length <= 1, "at most one owner");
  const hands = [...members.values()].flatMap(({ participant }) => participant.handRaisedAt ?? []);
  assert.equal(new Set(hands).size, hands.length, "no two hands have one time");
}

/** Who is here or coming has an open stay, and nobody else. */
function checkStays({ ledger }: History, { members, entries }: RoomState): void {
  const needed = [...members.values(), ...entries.values()].map(({ stayId }) => stayId);
  const open = [...ledger.stays].filter(([, stay]) => stay === "open").map(([id]) => id);
  assert.deepEqual(open.toSorted(), needed.toSorted(), "open stays are those of who is here");
}

/** Nobody is here by what held before a removal; who is in was let in after it. */
function checkRemoved({ ledger }: History, { members, entries, lobby }: RoomState): void {
  const waiting = [...lobby.values()].map(({ entry }) => epochOf(entry));
  const coming = [...entries.values()].map(epochOf);
  const present = [...members].map(([id, { epoch }]) => ({ id, epoch }));
  for (const { id, epoch } of [...waiting, ...coming, ...present]) {
    assert.ok(epoch >= (ledger.removals.get(id) ?? 1), "who was removed is gone");
  }
  for (const { id, epoch } of [...coming, ...present]) {
    const wasRemoved = ledger.removals.get(id) === epoch;
    assert.ok(!wasRemoved || ledger.letIn.has(`${id} ${epoch}`), "or was let in again");
  }
}

function epochOf({ participantId: id, standing: { epoch } }: Entry) {
  return { id, epoch };
}

/** What a client knows at once, whatever waits for the next frame of presence. */
function checkClient({ world, ledger }: History, id: string, client: Client): void {
  const { state } = world;
  const member = state.members.get(id);
  assert.ok(member !== undefined, "clients are of members");
  assert.equal(client.seq, state.seq);
  assert.deepEqual(client.room, state.room);
  const { role } = member.participant;
  assert.deepEqual(client.permissions, permissionsOf(role, state.room.settings));
  const { screen } = member.participant.media;
  assert.ok(!screen || client.permissions.includes("media.screen"), "who shares may share");
  const visible = ledger.delivered
    .filter(({ message }) => maySee(message, id))
    .toSorted((a, b) => a.position - b.position)
    .map(({ message }) => message.id);
  const inTime = (one: string) => !ledger.late.has(one);
  assert.deepEqual(client.chat.filter(inTime), visible.filter(inTime), "the order of the store");
  assert.deepEqual(client.chat.toSorted(), visible.toSorted(), "all that it may see");
}

/** When nothing waits to be told, what clients know is what is. */
function checkViews({ clients }: History, state: RoomState): void {
  const { participants, tracks } = snapshotOf(state);
  const present = sorted(participants);
  for (const [id, { link, welcomed, participant }] of state.members) {
    const client = clients.get(id);
    assert.equal(client !== undefined, welcomed, "who was welcomed has a client");
    if (link.state !== "lost") assert.equal(link.state, "live", "everyone is welcomed");
    if (client === undefined) continue;
    assert.deepEqual(sorted(client.roster.values()), present, "the view is the state");
    assert.deepEqual(sorted(client.tracks.values()), sorted(tracks), "and so is what is sent");
    if (!isHost(participant.role)) continue;
    assert.deepEqual(
      client.waiting.map((one) => one.id),
      [...state.lobby.keys()],
      "hosts know who waits",
    );
  }
}

/** When nothing is being stored the room and the store say the same. */
function checkStore({ world }: History, state: RoomState): void {
  const { store } = world;
  assert.deepEqual(state.room, store.room);
  assert.equal(state.hasBans, store.hasBans);
  for (const [id, { participant, epoch }] of state.members) {
    const stored = store.put(id);
    assert.equal(participant.role, stored.role, `the role of ${id}`);
    assert.equal(epoch, stored.epoch, `the epoch of ${id}`);
  }
}
