import {
  bareSocket,
  company,
  idOf,
  isLive,
  lastText,
  next,
  participant,
  refusal,
} from "../support/programs.ts";
import { expect, test } from "../support/scenes.ts";
import { Witness } from "../support/witness.ts";

/** The same with one character in the middle of its last part changed. */
function tampered(token: string): string {
  const at = token.length - 10;
  return `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
}

/** The same claims but one, with the old signature. */
function reclaimed(token: string, from: string, to: string): string {
  const [payload = "", ...rest] = token.split(".");
  const claims = Buffer.from(payload, "base64url").toString("utf8");
  expect(claims).toContain(from);
  return [Buffer.from(claims.replace(from, to)).toString("base64url"), ...rest].join(".");
}

test("[SCENE6] a forged or foreign resume token evicts nobody and lets nobody in", async ({
  people,
}) => {
  const [ann, bob, eve] = [
    await people.account("Ann"),
    await people.account("Bob"),
    await people.account("Eve"),
  ];
  const { code } = await ann.http.createRoom({ access: "open" });
  const other = await eve.http.createRoom({ access: "open" });
  const annRoom = await ann.enter(code);
  const bobRoom = bob.room(code);
  const welcome = next(bobRoom.onWelcome.bind(bobRoom));
  await bobRoom.join();
  const { resumeToken, stream, seq, n } = await welcome;
  const eveRoom = eve.room(other.code);
  const eveWelcome = next(eveRoom.onWelcome.bind(eveRoom));
  await eveRoom.join();
  const { resumeToken: evesToken } = await eveWelcome;
  await company(annRoom, 2);
  const witness = new Witness(annRoom);

  const attempts = {
    "Bob's own": resumeToken,
    tampered: tampered(resumeToken),
    "made of Eve's": reclaimed(evesToken, idOf(eveRoom), idOf(bobRoom)),
    "of another room": evesToken,
    "without a signature": resumeToken.split(".")[0] ?? "",
    nonsense: "x.y.z",
    empty: "",
  };
  for (const [attempt, token] of Object.entries(attempts)) {
    const { wsUrl, ticket } = await eve.http.joinRoom(code);
    const query = { ticket, resume: token, stream, seq: `${seq}`, n: `${n}` };
    const outcome = await bareSocket(`${wsUrl}?${new URLSearchParams(query)}`);
    expect(outcome, attempt).toBe("4401 resume_refused");
    const bare = `${wsUrl}?${new URLSearchParams({ ...query, ticket: "" })}`;
    expect(await bareSocket(bare), attempt).toBe("4401 not_authenticated");
  }

  expect(isLive(bobRoom.view)).toBe(true);
  await bobRoom.sendChat("I am still here.");
  await lastText(annRoom, "I am still here.");
  expect(witness.changes).toEqual([]);
  expect(witness.states.get("Bob")).toEqual(["online"]);
  expect(participant(annRoom, "Bob").id).toBe(idOf(bobRoom));
});

test("[SCENE6] a resume token ends with the session that it came from", async ({ people }) => {
  const [ann, bob] = [await people.account("Ann"), await people.account("Bob")];
  const { code } = await ann.http.createRoom({ access: "open" });
  const bobRoom = bob.room(code);
  const welcome = next(bobRoom.onWelcome.bind(bobRoom));
  await bobRoom.join();
  const { resumeToken } = await welcome;
  const { wsUrl } = await bob.http.joinRoom(code);
  const { cookie } = bob;
  await bob.http.logout();
  const resume = `${wsUrl}?${new URLSearchParams({ resume: resumeToken })}`;
  expect(await bareSocket(resume, { cookie })).toBe("4401 not_authenticated");
  expect(await refusal(bob.room(code).join())).toBe("401 not_authenticated");
});
