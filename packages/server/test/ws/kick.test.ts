import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TestApp, type TestUser } from "../support/test-app.ts";
import { bearerOf } from "../support/bearer.ts";

let app: TestApp;
let ann: TestUser;
let bob: TestUser;

before(async () => {
  app = await TestApp.start();
  [ann, bob] = [await app.user("ann"), await app.user("bob")];
});
after(() => app.close());

type Access = "open" | "trusted" | "restricted";

/** Ann's meeting with a victim in it, who holds all that one can hold. */
async function meeting(access: Access = "open", victim: TestUser = bob) {
  const { code } = await app.createRoom(ann, { access });
  const host = await app.enter(code, ann);
  const guest = await app.enter(code, victim);
  const { ticket } = await app.joinRoom(victim, code);
  const { resumeToken, stream, seq, n } = guest.welcome;
  return { code, host, guest, ticket, resumeToken, last: { stream, seq, n } };
}

test("[KICK1] who is removed is out at once, and the others see it", async () => {
  const { host, guest } = await meeting();
  const remove = { type: "participant.remove", participantId: guest.id };
  assert.equal(await host.socket.request(remove), "ok");
  const goodbye = await guest.socket.next("goodbye");
  assert.deepEqual([goodbye.action, goodbye.reason], ["rejoin", "removed"]);
  assert.equal((await guest.socket.closed).code, 4403);
  await host.socket.next("presence");
  const { left } = await host.socket.next("presence");
  assert.deepEqual(left, [{ id: guest.id, reason: "removed" }]);
});

test("[KICK2] a ticket and a resume token of before are void, and a new join is a knock", async () => {
  const { code, host, guest, ticket, resumeToken, last } = await meeting();
  await host.socket.request({ type: "participant.remove", participantId: guest.id });
  await guest.socket.closed;
  const byTicket = app.connect(code, { query: `?ticket=${ticket}` });
  assert.deepEqual(await byTicket.closed, { code: 4403, reason: "removed" });
  const byToken = app.resume(code, bob, resumeToken, last);
  assert.deepEqual(await byToken.closed, { code: 4403, reason: "removed" });
  assert.equal((await app.joinRoom(bob, code)).status, "waiting");
  const knocking = app.connect(code, { user: bob });
  await knocking.next("waiting");
  const { waiting } = await host.socket.next("lobby.updated");
  assert.deepEqual(
    waiting.map(({ id }) => id),
    [guest.id],
  );
  assert.equal(await host.socket.request({ type: "lobby.admit", ids: [guest.id] }), "ok");
  assert.equal((await knocking.next("welcome")).self, guest.id);
});

test("[KICK3] a banned account gets back by no way", async () => {
  const { code, host, guest, ticket, resumeToken, last } = await meeting();
  const bearer = await bearerOf(app, "bob");
  const second = await app.signIn("bob");
  const ban = { type: "participant.remove", participantId: guest.id, ban: true };
  assert.equal(await host.socket.request(ban), "ok");
  assert.equal((await guest.socket.next("goodbye")).reason, "banned");
  assert.equal((await guest.socket.closed).code, 4403);
  const ways = {
    socket: app.connect(code, { user: bob }),
    ticket: app.connect(code, { query: `?ticket=${ticket}` }),
    resume: app.resume(code, bob, resumeToken, last),
    "second session": app.connect(code, { user: second }),
    token: app.connect(code, { headers: { authorization: `Bearer ${bearer}` } }),
    plain: app.connect(code, { user: bob, plain: true }),
  };
  for (const [way, socket] of Object.entries(ways)) {
    assert.deepEqual(await socket.closed, { code: 4403, reason: "banned" }, way);
  }
  const authorization = `Bearer ${bearer}`;
  for (const init of [{ user: bob }, { user: second }, { headers: { authorization } }]) {
    const join = await app.fetch("/join-room/", { method: "POST", json: { code }, ...init });
    assert.equal(join.status, 403);
    assert.equal((await app.fetch(`/room/${code}/`, init)).status, 403);
  }
});

test("[KICK4] a banned guest gets back by no way, and a new guest has to ask", async () => {
  const eve = await app.guest("Eve");
  const { code, host, guest, ticket, resumeToken, last } = await meeting("open", eve);
  await host.socket.request({ type: "participant.remove", participantId: guest.id, ban: true });
  await guest.socket.closed;
  const ways = {
    socket: app.connect(code, { user: eve }),
    ticket: app.connect(code, { query: `?ticket=${ticket}` }),
    resume: app.resume(code, eve, resumeToken, last),
  };
  for (const [way, socket] of Object.entries(ways)) {
    assert.deepEqual(await socket.closed, { code: 4403, reason: "banned" }, way);
  }
  const renamed = await app.guest("Not Eve");
  const again = app.connect(code, { user: renamed });
  assert.deepEqual((await again.next("waiting")).room, { code, name: "" });
});

test("[KICK5] a ban outlasts the meeting and a restart, until it is lifted", async (t) => {
  const one = await TestApp.start();
  t.after(() => one.close());
  const [owner, outcast] = [await one.user("ann"), await one.user("bob")];
  const { code } = await one.createRoom(owner, { access: "open" });
  const host = await one.enter(code, owner);
  const { socket, id } = await one.enter(code, outcast);
  await host.socket.request({ type: "participant.remove", participantId: id, ban: true });
  await socket.closed;
  await one.stop();
  const two = await TestApp.start({ env: { DATA_DIR: one.dataDir } });
  t.after(() => two.close());
  assert.equal((await two.connect(code, { user: outcast }).closed).reason, "banned");
  const lift = { method: "DELETE", user: owner };
  const lifted = await two.fetch(`/room/${code}/bans/?participantId=${id}`, lift);
  assert.equal(lifted.status, 204, await lifted.text());
  await two.connect(code, { user: outcast }).next("waiting");
});

test("[KICK6] a removal that is not over yet cannot be outrun", async () => {
  const { code, host, guest } = await meeting();
  const removed = host.socket.request({ type: "participant.remove", participantId: guest.id });
  const racing = app.connect(code, { user: bob });
  assert.equal(await removed, "ok");
  const first = await racing.nextFrame();
  if (first.includes('"welcome"')) assert.equal((await racing.closed).code, 4403);
  else if (first.includes('"error"')) assert.equal((await racing.closed).reason, "removed");
  else assert.match(first, /"waiting"/);
  await host.socket.settle();
  const present = host.socket.frames.findLast((frame) => frame.includes('"presence"')) ?? "";
  assert.ok(!present.includes(`"joined":[{"id":"${guest.id}"`), "nobody came in after the removal");
});
