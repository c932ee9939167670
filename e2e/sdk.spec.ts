import {
  company,
  ending,
  idOf,
  isLive,
  isReconnecting,
  namesOf,
  next,
  refusal,
  view,
} from "./support/programs.ts";
import { expect, test } from "./support/scenes.ts";

test("[SDK1] programs join, see each other, signal, take over, leave", async ({ people }) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  // With an SFU its offer could be the first signal that is heard.
  const settings = { media: "mesh" } as const;
  const { code } = await ann.http.createRoom({ name: "Robots", settings });
  const [annRoom, bobRoom] = [await ann.enter(code), await bob.enter(code)];
  await company(annRoom, 2);
  expect(namesOf(bobRoom.view)).toEqual(["Ann", "Bob"]);
  const participants = [{ name: "Ann" }, { name: "Bob" }];
  expect(await ann.http.getRoom(code)).toMatchObject({ participants });

  const heard = next(bobRoom.onSignal.bind(bobRoom));
  const description = { type: "offer", sdp: "v=0" } as const;
  await annRoom.signal({ type: "offer", to: idOf(bobRoom), description });
  expect(await heard).toMatchObject({ type: "offer", from: idOf(annRoom), description });

  const elsewhere = await bob.enter(code);
  expect(await ending(bobRoom)).toBe("taken_over, stop");
  await elsewhere.leave();
  await company(annRoom, 1);
  await annRoom.leave();
});

test("[SDK2] a program outlives the server: killed and started again, everybody is back", async ({
  people,
  server,
}) => {
  const [cat, dan] = [await people.account("Cat"), await people.account("Dan")];
  const { code } = await cat.http.createRoom();
  const [catRoom, danRoom] = [await cat.enter(code), await dan.enter(code)];
  const before = idOf(danRoom);
  await server.stop("SIGKILL");
  await view(danRoom, isReconnecting);
  await server.run();
  for (const room of [catRoom, danRoom]) {
    await view(room, (seen) => isLive(seen) && seen.participants.length === 2);
  }
  expect(idOf(danRoom)).toBe(before);
});

test("[SDK3] refusals carry the server's codes", async ({ people }) => {
  const eve = people.stranger();
  expect(await refusal(eve.http.createRoom())).toBe("401 not_authenticated");
  const account = await people.account("Eve");
  const again = eve.http.register({ username: account.username, password: "pass" });
  expect(await refusal(again)).toBe("409 username_taken");
  expect(await refusal(account.room("aaa-aaaa-aaa").join())).toBe("404 room_not_found");
});
