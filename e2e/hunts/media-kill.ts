/**
 * Kills the media process of a call again and again and measures how long picture and sound are
 * away: from the kill until both sides decode new frames. `npm run hunt:kill -- 50` for more than
 * 20 kills.
 */
import { type Page, chromium } from "@playwright/test";
import config from "../playwright.config.ts";
import { mediaWorkers } from "../support/media-workers.ts";
import { connectionsOf, decodesOnNew } from "../support/new-connections.ts";
import { Person } from "../support/person.ts";
import { Server } from "../support/server.ts";

const KILLS = Number(process.argv[2] ?? 20);
const P95_MS = 5000;
const GIVE_UP_MS = 60_000;

const server = await Server.start("kill");
const browser = await chromium.launch({ ...config.use?.launchOptions });
try {
  const [ann, bob] = [await enter("Ann"), await enter("Bob")];
  const code = await ann.startMeeting();
  await ann.join();
  await bob.goAndJoin(code);
  await Promise.all([ann.receivesFrom(1), bob.receivesFrom(1)]);
  const times: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) times.push(await killOnce([ann.page, bob.page]));
  report(times);
} finally {
  await browser.close();
  await server.remove();
}

async function enter(name: string): Promise<Person> {
  const context = await browser.newContext({ baseURL: server.url });
  const data = { username: name.toLowerCase(), password: "pass", displayName: name };
  await context.request.post("/register/", { data });
  const { username, password } = data;
  await context.request.post("/login/", { data: { username, password } });
  return Person.open(context, name);
}

/** Milliseconds until everyone decodes again. */
async function killOnce(pages: readonly Page[]): Promise<number> {
  const known = await Promise.all(pages.map((page) => connectionsOf(page)));
  const [worker] = await mediaWorkers(server.pid);
  if (worker === undefined) throw new Error("there is no media process");
  process.kill(worker, "SIGKILL");
  const killedAt = performance.now();
  await Promise.all(pages.map((page, i) => decodesOnNew(page, known[i] ?? 0, GIVE_UP_MS)));
  return performance.now() - killedAt;
}

function report(times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  const [p50 = NaN, p95 = NaN] = [at(0.5), at(0.95)];
  process.stdout.write(
    `${KILLS} kills of the media process: media back after ${p50.toFixed(0)} ms p50, ` +
      `${p95.toFixed(0)} ms p95 (at most ${P95_MS} ms)\n`,
  );
  process.exitCode = p95 <= P95_MS ? 0 : 1;
}
