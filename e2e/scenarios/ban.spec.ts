import type { RoomClient } from "@parley/sdk";
import {
  type People,
  type Program,
  bareSocket,
  company,
  ending,
  idOf,
  next,
  refusal,
  view,
} from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";

/** All that somebody who is in a room holds to get in again. */
async function keysOf(program: Program, code: string) {
  const room = program.room(code);
  const welcome = next(room.onWelcome.bind(room));
  await room.join();
  const { resumeToken, stream, seq, n } = await welcome;
  const { ticket, wsUrl } = await program.http.joinRoom(code);
  const { cookie } = program;
  const last = new URLSearchParams({ resume: resumeToken, stream, seq: `${seq}`, n: `${n}` });
  return { room, ticket, wsUrl, cookie, resume: `?${last}` };
}

type Keys = Awaited<ReturnType<typeof keysOf>>;

/** What becomes of each way in that needs no more than the keys. */
async function tryKeys({ wsUrl, ticket, cookie, resume }: Keys) {
  return {
    socket: await bareSocket(wsUrl, { cookie }),
    ticket: await bareSocket(`${wsUrl}?ticket=${ticket}`),
    resume: await bareSocket(wsUrl + resume, { cookie }),
  };
}

const BANNED = { socket: "4403 banned", ticket: "4403 banned", resume: "4403 banned" };

/** Ann's open meeting, with somebody else in it. */
async function meeting(people: People, program: Program) {
  const ann = await people.account("Ann");
  const { code } = await ann.http.createRoom({ access: "open" });
  const host = await ann.enter(code);
  const keys = await keysOf(program, code);
  await company(host, 2);
  return { ann, code, host, keys };
}

async function ban(host: RoomClient, { room }: Keys): Promise<void> {
  await host.remove(idOf(room), { ban: true });
  expect(await ending(room)).toBe("banned, stop");
  await company(host, 1);
}

test("[SCENE3] a banned account returns by no way, until the ban is lifted", async ({ people }) => {
  const bob = await people.account("Bob");
  const { ann, code, host, keys } = await meeting(people, bob);
  const second = await people.elsewhere(bob);
  const { access } = await bob.http.token({ username: bob.username, password: "pass" });
  await ban(host, keys);
  expect(await tryKeys(keys)).toEqual(BANNED);
  const authorization = `Bearer ${access}`;
  expect(await bareSocket(keys.wsUrl, { authorization })).toBe("4403 banned");
  for (const { http } of [bob, second, people.bearer(bob, access)]) {
    expect(await refusal(http.joinRoom(code))).toBe("403 banned");
    expect(await refusal(http.getRoom(code))).toBe("403 banned");
    expect(await refusal(http.messages(code))).toBe("403 not_permitted");
  }
  expect(await refusal(second.room(code).join())).toBe("403 banned");
  const { url } = await ann.http.createInvite(code);
  const invite = new URL(url).searchParams.get("invite") ?? "";
  expect(await refusal(bob.http.joinRoom(code, { invite }))).toBe("403 banned");

  const { bans } = await ann.http.bans(code);
  expect(bans).toMatchObject([{ participantId: idOf(keys.room), name: "Bob", kind: "account" }]);
  await ann.http.liftBan(code, idOf(keys.room));
  expect((await ann.http.bans(code)).bans).toEqual([]);
  expect(await bareSocket(`${keys.wsUrl}?ticket=${keys.ticket}`)).not.toBe("welcome");
  const knock = await bob.knock(code);
  await view(host, ({ waiting }) => waiting.length === 1);
  await host.admit("all");
  expect(await knock.outcome).toBe("joined");
});

test("[SCENE3] a banned guest returns by no way, and new guests have to ask", async ({
  people,
}) => {
  const eve = await people.guest("Eve");
  const { ann, code, host, keys } = await meeting(people, eve);
  await ban(host, keys);
  expect(await tryKeys(keys)).toEqual(BANNED);
  await eve.http.createGuest("Not Eve");
  expect(await refusal(eve.room(code).join())).toBe("403 banned");

  const other = await people.guest("Somebody");
  expect((await other.http.joinRoom(code)).status).toBe("waiting");
  const account = await people.account("Bob");
  expect((await account.http.joinRoom(code)).status).toBe("joined");
  await ann.http.liftBan(code, idOf(keys.room));
  expect((await (await people.guest("Fay")).http.joinRoom(code)).status).toBe("joined");
});
