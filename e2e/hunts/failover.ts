/**
 * Kills the owner of rooms again and again. First with a hundred programs in one room: how long until
 * each is back in it, whether one was seen leaving, and whether acknowledged chat is lost. Then with a
 * call of two browsers: how long until both decode new frames. `npm run hunt:failover -- 20 10`: so
 * many kills of each.
 */
import { type Browser, chromium } from "@playwright/test";
import config from "../playwright.config.ts";
import { Cluster, startGround } from "../support/cluster.ts";
import { type Crowd, Speaker, allBack, gather, leavings, stored } from "../support/crowd.ts";
import { connectionsOf, decodesOnNew } from "../support/new-connections.ts";
import { Person } from "../support/person.ts";
import { People, isReconnecting, lastText, next, view } from "../support/programs.ts";

const KILLS = Number(process.argv[2] ?? 10);
const CALL_KILLS = Number(process.argv[3] ?? 10);
const CROWD = 100;
const BACK_MS = 5000;
const MEDIA_MS = 10_000;
const GIVE_UP_MS = 60_000;

const ground = await startGround();
try {
  report(`${KILLS} kills: each of ${CROWD} is back`, await crowdKills(), BACK_MS);
  report(`${CALL_KILLS} kills: media is back`, await callKills(), MEDIA_MS);
} finally {
  await ground.close();
}

async function crowdKills(): Promise<number[]> {
  const cluster = await Cluster.start(ground, 2, "failover");
  const people = new People(cluster);
  const times: number[] = [];
  try {
    const crowd = await gather(people, CROWD);
    const talking = crowd.rooms.slice(0, 5).map((room, i) => new Speaker(room, `speaker${i}`));
    for (const one of talking) one.start();
    for (let kill = 0; kill < KILLS; kill += 1) times.push(...(await killOnce(cluster, crowd)));
    await Promise.all(talking.map((one) => one.stop()));
    await check(people, crowd, talking);
  } finally {
    await people.close();
    await cluster.close();
  }
  return times;
}

/** For each one, milliseconds from the kill until it is in again; then there are two nodes again. */
async function killOnce(cluster: Cluster, crowd: Crowd): Promise<number[]> {
  const owner = await cluster.owner();
  const away = crowd.rooms.map((room) => view(room, isReconnecting));
  let killedAt = 0;
  const returned = crowd.rooms.map(async (room) => {
    await next(room.onWelcome.bind(room));
    return performance.now() - killedAt;
  });
  killedAt = performance.now();
  await cluster.kill(owner);
  await Promise.all(away);
  const times = await Promise.all(returned);
  await allBack(crowd);
  await cluster.addNode();
  return times;
}

async function check(people: People, crowd: Crowd, talking: readonly Speaker[]): Promise<void> {
  await crowd.rooms[0]?.sendChat("the end");
  await Promise.all(crowd.rooms.map((room) => lastText(room, "the end")));
  const texts = await stored(people, crowd.code);
  const kept = new Set(texts);
  const acknowledged = talking.flatMap((one) => one.acknowledged);
  const lost = acknowledged.filter((text) => !kept.has(text)).length;
  const line = `${acknowledged.length} messages acknowledged, ${lost} lost, ${texts.length - kept.size} doubled, ${leavings(crowd).length} leavings seen\n`;
  process.stdout.write(line);
  if (lost + texts.length - kept.size + leavings(crowd).length > 0) process.exitCode = 1;
}

async function callKills(): Promise<number[]> {
  const cluster = await Cluster.start(ground, 2, "failover-call");
  const browser = await chromium.launch({ ...config.use?.launchOptions });
  const times: number[] = [];
  try {
    const ann = await enter(browser, cluster, "Ann");
    const bob = await enter(browser, cluster, "Bob");
    const code = await ann.startMeeting();
    await ann.join();
    await bob.goAndJoin(code);
    for (let kill = 0; kill < CALL_KILLS; kill += 1) {
      await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
      times.push(await killInCall(cluster, [ann, bob]));
      await cluster.addNode();
    }
  } finally {
    await browser.close();
    await cluster.close();
  }
  return times;
}

async function killInCall(cluster: Cluster, people: readonly Person[]): Promise<number> {
  const known = await Promise.all(people.map(({ page }) => connectionsOf(page)));
  const owner = await cluster.owner();
  const killedAt = performance.now();
  await cluster.kill(owner);
  await Promise.all(people.map(({ page }, i) => decodesOnNew(page, known[i] ?? 0, GIVE_UP_MS)));
  return performance.now() - killedAt;
}

async function enter(browser: Browser, cluster: Cluster, name: string): Promise<Person> {
  const context = await browser.newContext({ baseURL: cluster.url });
  const data = { username: name.toLowerCase(), password: "pass", displayName: name };
  await context.request.post("/register/", { data });
  const { username, password } = data;
  await context.request.post("/login/", { data: { username, password } });
  return Person.open(context, name);
}

function report(what: string, times: readonly number[], wantedMs: number): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  process.stdout.write(
    `${what} after ${at(0.5).toFixed(0)} ms p50, ` +
      `${at(0.95).toFixed(0)} ms p95 (at most ${wantedMs} ms are wanted)\n`,
  );
  if (at(0.95) > wantedMs) process.exitCode = 1;
}
