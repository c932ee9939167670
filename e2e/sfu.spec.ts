import { callOfTwo } from "./support/call-of-two.ts";
import { expect, test } from "./support/fixtures.ts";
import { mediaWorkers } from "./support/media-workers.ts";
import { Person } from "./support/person.ts";
import { listened, reception, sentAudioPackets } from "./support/reception.ts";

/** Four browsers share two cores: in small windows they have less to draw, encode and decode. */
const SMALL_WINDOW = { viewport: { width: 720, height: 560 } } as const;

/** Everybody has come so far that no picture has changed its size for three seconds. */
async function settled(people: readonly Person[]): Promise<void> {
  const sizes = async () => {
    const all = await Promise.all(people.map(({ page }) => reception(page)));
    return JSON.stringify(all.map(({ heights }) => heights));
  };
  let before = "";
  const isSame = async () => {
    const now = await sizes();
    const same = now === before;
    before = now;
    return same;
  };
  const settles = { message: "no picture changes", timeout: 30_000, intervals: [3000] };
  await expect.poll(isSame, settles).toBe(true);
}

test("[CALL7] four people in a call: all decode all, and nothing freezes", async ({ person }) => {
  test.setTimeout(90_000);
  const names = ["Ann", "Bob", "Cat", "Dan"];
  const everyone = await Promise.all(names.map((name) => person(name, { context: SMALL_WINDOW })));
  const [ann, ...others] = everyone;
  if (ann === undefined) throw new Error("nobody is here");
  const code = await ann.startMeeting();
  await ann.join();
  for (const one of others) await one.goAndJoin(code);
  for (const one of everyone) await one.receivesFrom(3);
  await settled(everyone);
  const before = await Promise.all(everyone.map(({ page }) => reception(page)));
  await listened(ann.page, 8000);
  const after = await Promise.all(everyone.map(({ page }) => reception(page)));
  for (const [i, { freezes, framesDecoded }] of after.entries()) {
    // Half of what three cameras of ten pictures a second make in eight seconds.
    expect(framesDecoded).toBeGreaterThan((before[i]?.framesDecoded ?? 0) + (3 * 8 * 10) / 2);
    expect(freezes - (before[i]?.freezes ?? 0), everyone[i]?.name).toBe(0);
  }
});

test("[CALL8] a tile that grows gets a larger layer, and a smaller one when it shrinks", async ({
  person,
}) => {
  const ann = await person("Ann", { context: { viewport: { width: 360, height: 420 } } });
  const bob = await person("Bob");
  const code = await ann.startMeeting();
  await ann.join();
  await bob.goAndJoin(code);
  await ann.receivesFrom(1);
  const height = async () => (await reception(ann.page)).heights[0] ?? 0;
  await expect.poll(height, "small").toBeLessThanOrEqual(360);
  await ann.page.setViewportSize({ width: 1600, height: 1000 });
  await expect.poll(height, { message: "grown", timeout: 20_000 }).toBeGreaterThanOrEqual(540);
  await ann.page.setViewportSize({ width: 360, height: 420 });
  await expect.poll(height, "shrunk").toBeLessThanOrEqual(360);
});

/** The page sends its microphone again, without a word to the server. */
async function sendSecretly(person: Person): Promise<void> {
  await person.page.evaluate(async () => {
    const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks();
    const live = window.peers.filter(({ connectionState }) => connectionState === "connected");
    for (const line of live.flatMap((peer) => peer.getTransceivers())) {
      const sends = line.currentDirection === "sendonly" || line.currentDirection === "sendrecv";
      if (sends && line.receiver.track.kind === "audio") {
        await line.sender.replaceTrack(track ?? null);
        return;
      }
    }
  });
}

test("[CALL9] what a host mutes is not forwarded, even when its client goes on sending", async ({
  person,
}) => {
  const { ann, bob } = await callOfTwo(person);
  await ann.receivesFrom(1);
  await ann.panel("People");
  await ann.chooseFor("Bob", "Mute");
  await expect(ann.tile("Bob").getByRole("img", { name: "Muted:" })).toBeVisible();
  await sendSecretly(bob);
  const [heard, sent] = [await reception(ann.page), await sentAudioPackets(bob.page)];
  await expect.poll(() => sentAudioPackets(bob.page)).toBeGreaterThan(sent + 50);
  const { audioPackets } = await reception(ann.page);
  // What was on the way when the mark appeared may still arrive.
  expect(audioPackets - heard.audioPackets).toBeLessThan(5);
});

test("[CALL10] when the media process is killed the meeting goes on, and media comes back", async ({
  browser,
  ownServer,
}) => {
  const people: Person[] = [];
  for (const name of ["Ann", "Bob"]) {
    const context = await browser.newContext({ baseURL: ownServer.url });
    const data = { username: name.toLowerCase(), password: "pass", displayName: name };
    await context.request.post("/register/", { data });
    const { username, password } = data;
    await context.request.post("/login/", { data: { username, password } });
    people.push(await Person.open(context, name));
  }
  const [ann, bob] = people;
  if (ann === undefined || bob === undefined) throw new Error("nobody is here");
  const code = await ann.startMeeting();
  await ann.join();
  await bob.goAndJoin(code);
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  const [worker] = await mediaWorkers(ownServer.pid);
  if (worker === undefined) throw new Error("there is no media process");
  process.kill(worker, "SIGKILL");
  const killedAt = Date.now();
  await ann.panel("Chat");
  await ann.write("still here");
  await bob.panel("Chat");
  await expect(bob.message("still here")).toBeVisible();
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  expect(Date.now() - killedAt).toBeLessThan(10_000);
  expect(await ann.heard()).not.toMatch(/left/);
  await Promise.all(people.map(({ page }) => page.context().close()));
});
