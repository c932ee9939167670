import type { TokenPair } from "@parley/sdk";
import {
  type People,
  bareSocket,
  ending,
  isLive,
  isReconnecting,
  lastText,
  refusal,
  view,
} from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";

/** A program that has an account and never a cookie. */
async function robotOf(people: People, name: string) {
  const username = `${name.toLowerCase()}-robot`;
  const credentials = { username, password: "pass" };
  const stranger = people.stranger();
  await stranger.http.register({ ...credentials, displayName: name });
  const tokens = { pair: await stranger.http.token(credentials) };
  const robot = people.bearer({ name, username }, () => tokens.pair.access);
  return { robot, tokens, stranger, credentials };
}

/** A JWT that nobody has signed. */
function unsigned({ access }: TokenPair): string {
  const [, claims = ""] = access.split(".");
  const header = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
  return `${header}.${claims}.`;
}

test("[SCENE8] a program lives on bearer tokens alone: rooms, chat, socket, refresh, a restart", async ({
  people,
  server,
}) => {
  const { robot, tokens, stranger } = await robotOf(people, "Robo");
  const { code } = await robot.http.createRoom({ name: "Robots" });
  expect((await robot.http.listRooms()).rooms).toMatchObject([{ code, name: "Robots" }]);
  expect((await robot.http.account()).displayName).toBe("Robo");
  const { wsUrl } = await robot.http.joinRoom(code);
  const authorization = `Bearer ${tokens.pair.access}`;
  expect(await bareSocket(wsUrl, { authorization })).toBe("welcome");
  const room = await robot.enter(code);
  await room.sendChat("beep");
  await robot.http.updateRoom(code, { name: "Robots only" });
  await view(room, (seen) => seen.room?.name === "Robots only");
  const { id } = await robot.http.createInvite(code);
  await robot.http.revokeInvite(code, id);

  const before = tokens.pair;
  tokens.pair = await stranger.http.refreshToken(before.refresh);
  expect(tokens.pair).not.toEqual(before);
  expect(isLive(room.view)).toBe(true);
  await server.stop("SIGKILL");
  await view(room, isReconnecting);
  await server.run();
  await view(room, isLive);
  await room.sendChat("boop");
  const { messages } = await robot.http.messages(code);
  expect(messages.map(({ text }) => text)).toEqual(["beep", "boop"]);
  expect(robot.cookie).toBe("");
});

test("[SCENE8] a refresh token that is used twice ends its family and its socket, no other", async ({
  people,
}) => {
  const { robot, tokens, stranger, credentials } = await robotOf(people, "Cy");
  const { code } = await robot.http.createRoom();
  const other = await robot.http.createRoom();
  const unrelated = await stranger.http.token(credentials);
  const bystander = await people.bearer(robot, unrelated.access).enter(other.code);
  const room = await robot.enter(code);
  const stolen = tokens.pair.refresh;
  tokens.pair = await stranger.http.refreshToken(stolen);
  expect(await refusal(stranger.http.refreshToken(stolen))).toBe("401 invalid_refresh_token");
  const since = performance.now();
  expect(await ending(room)).toBe("signed_out, stop");
  expect(performance.now() - since).toBeLessThan(1000);
  const newest = stranger.http.refreshToken(tokens.pair.refresh);
  expect(await refusal(newest)).toBe("401 invalid_refresh_token");
  expect(await refusal(robot.http.account())).toBe("401 not_authenticated");
  expect(await refusal(robot.room(code).join())).toBe("401 not_authenticated");
  await bystander.sendChat("still signed in");
  expect((await stranger.http.refreshToken(unrelated.refresh)).access).not.toBe("");
});

test("[SCENE8] a token that is revoked or forged is good for nothing", async ({
  people,
  server,
}) => {
  const { robot, tokens, stranger } = await robotOf(people, "Hal");
  const { code } = await robot.http.createRoom({ access: "open" });
  const { wsUrl } = await robot.http.joinRoom(code);
  for (const forged of [unsigned(tokens.pair), `${tokens.pair.access}x`, "x.y.z"]) {
    const forger = people.bearer(robot, forged);
    expect(await refusal(forger.http.account())).toBe("401 not_authenticated");
    expect(await refusal(forger.room(code).join())).toBe("401 not_authenticated");
    const headers = { authorization: `Bearer ${forged}` };
    expect(await bareSocket(wsUrl, headers)).toBe("4401 not_authenticated");
  }
  const response = await fetch(`${server.url}/.well-known/jwks.json`);
  const jwks: unknown = await response.json();
  const publicKey = { kty: "EC", crv: "P-256", alg: "ES256" };
  expect(jwks).toMatchObject({ keys: [publicKey] });
  expect(JSON.stringify(jwks)).not.toContain('"d":');

  const room = await robot.enter(code);
  await stranger.http.revokeToken(tokens.pair.refresh);
  expect(await ending(room)).toBe("signed_out, stop");
  expect(await refusal(robot.http.account())).toBe("401 not_authenticated");
  await stranger.http.revokeToken(tokens.pair.refresh);
});

test("[SCENE8] a new password ends all other sessions and their sockets", async ({ people }) => {
  const ann = await people.account("Ann");
  const laptop = await people.elsewhere(ann);
  const password = "pass";
  const { access, refresh } = await ann.http.token({ username: ann.username, password });
  const robot = people.bearer(ann, access);
  const rooms = await Promise.all([1, 2, 3].map(() => ann.http.createRoom()));
  const [one = "", two = "", three = ""] = rooms.map(({ code }) => code);
  const here = await ann.enter(one);
  const [there, program] = [await laptop.enter(two), await robot.enter(three)];
  expect((await ann.http.sessions()).sessions).toHaveLength(3);
  const wrong = ann.http.changePassword({ password: "wrong", newPassword: "word" });
  expect(await refusal(wrong)).toBe("403 wrong_password");
  await ann.http.changePassword({ password, newPassword: "word" });
  const since = performance.now();
  const ends = await Promise.all([there, program].map(ending));
  expect(performance.now() - since).toBeLessThan(1000);
  expect(ends).toEqual(["password_changed, stop", "password_changed, stop"]);
  await here.sendChat("still here");
  expect(isLive(here.view)).toBe(true);
  expect((await ann.http.sessions()).sessions).toMatchObject([{ current: true, kind: "browser" }]);
  expect(await laptop.http.authTest()).toBeNull();
  expect(await refusal(robot.http.account())).toBe("401 not_authenticated");
  expect(await refusal(ann.http.refreshToken(refresh))).toBe("401 invalid_refresh_token");
  const old = people.stranger().http.login({ username: ann.username, password });
  expect(await refusal(old)).toBe("401 wrong_credentials");
  await people.stranger().http.login({ username: ann.username, password: "word" });
});

test("[SCENE8] a session that is ended from another one loses its socket", async ({ people }) => {
  const ann = await people.account("Ann");
  const laptop = await people.elsewhere(ann);
  const { code } = await ann.http.createRoom();
  const room = await laptop.enter(code);
  const { sessions } = await ann.http.sessions();
  const others = sessions.filter(({ current }) => !current);
  expect(others).toHaveLength(1);
  await ann.http.endSession(others[0]?.id ?? "");
  const since = performance.now();
  expect(await ending(room)).toBe("signed_out, stop");
  expect(performance.now() - since).toBeLessThan(1000);
  expect(await laptop.http.authTest()).toBeNull();
  expect((await ann.http.authTest())?.username).toBe(ann.username);
});

test("[SCENE8] a deleted account takes its rooms along, and ends their meetings", async ({
  people,
}) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const [hers, his] = [await ann.http.createRoom(), await bob.http.createRoom()];
  const [annAtHis, bobAtHis] = [await ann.enter(his.code), await bob.enter(his.code)];
  const bobAtHers = await (await people.elsewhere(bob)).enter(hers.code);
  const knock = await (await people.guest("Gil")).knock(hers.code);
  await annAtHis.sendChat("Goodbye");
  await lastText(bobAtHis, "Goodbye");
  await ann.http.deleteAccount();
  const since = performance.now();
  const ends = await Promise.all([bobAtHers, knock.room, annAtHis].map(ending));
  expect(performance.now() - since).toBeLessThan(1000);
  expect(ends).toEqual(["room_deleted, stop", "room_deleted, stop", "signed_out, stop"]);
  await view(bobAtHis, ({ participants }) => participants.length === 1);
  expect(await refusal(bob.http.joinRoom(hers.code))).toBe("410 room_deleted");
  expect(await ann.http.authTest()).toBeNull();
  const { username } = ann;
  const login = ann.http.login({ username, password: "pass" });
  expect(await refusal(login)).toBe("401 wrong_credentials");
  await ann.http.register({ username, password: "pass" });
  await ann.http.login({ username, password: "pass" });
  expect((await ann.http.listRooms()).rooms).toEqual([]);
  expect((await bob.http.messages(his.code)).messages).toMatchObject([{ text: "Goodbye" }]);
});
