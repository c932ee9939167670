/**
 * From clicking Join to the first decoded remote frame, with eight others in the room who send real
 * VP8: the whole way through page, signalling and SFU, on loopback.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { HttpClient } from "@parley/sdk";
import { SyntheticPerson } from "./media/synthetic-person.ts";
import { makeVideo } from "./media/vp8-file.ts";
import { ServerProcess } from "./server-process.ts";

declare global {
  interface Window {
    /** Milliseconds from the first click to the first remote frame. */
    firstFrame: Promise<number>;
  }
}

const OTHERS = 8;
const ROUNDS = Number(process.argv[2] ?? 7);
/** As in e2e/playwright.config.ts, with all of the camera's pictures; bench imports nothing of e2e. */
const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const MAIN = join(import.meta.dirname, "../packages/server/src/main.ts");

const folder = await mkdtemp(join(tmpdir(), "parley-bench-join-"));
const env = { PORT: "0", DATA_DIR: folder, LOG_LEVEL: "warn" };
const server = await ServerProcess.start(MAIN, env);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: CHROMIUM_ARGS,
});
const others: SyntheticPerson[] = [];
try {
  const video = makeVideo(join(folder, "video.ivf"), "640x360", 600_000);
  const owner = await account("owner");
  const { code } = await owner.createRoom({ access: "open" });
  for (let i = 0; i < OTHERS; i += 1) {
    others.push(await SyntheticPerson.join(await account(`other${i}`), code, 5000 + i, video));
  }
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await joinOnce(browser, code, round));
  const sorted = times.toSorted((a, b) => a - b);
  process.stdout.write(
    `from Join to the first remote frame, ${OTHERS + 1} in the room, ${ROUNDS} times: ` +
      `${(sorted[sorted.length >> 1] ?? NaN).toFixed(0)} ms p50 ` +
      `(${times.map((ms) => ms.toFixed(0)).join(", ")}; at most 700 ms are wanted)\n`,
  );
} finally {
  await Promise.all(others.map((other) => other.leave()));
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true });
}
process.exit();

async function account(username: string): Promise<HttpClient> {
  const http = new HttpClient({ baseUrl: server.url });
  await http.register({ username, password: "pass" });
  await http.login({ username, password: "pass" });
  return http;
}

async function joinOnce(from: Browser, code: string, round: number): Promise<number> {
  const context = await from.newContext({ baseURL: server.url });
  const data = { username: `watcher${round}`, password: "pass" };
  await context.request.post("/register/", { data });
  await context.request.post("/login/", { data });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const first = Promise.withResolvers<number>();
    window.firstFrame = first.promise;
    let clickedAt = 0;
    document.addEventListener("click", () => (clickedAt ||= performance.now()), true);
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        this.addEventListener("track", ({ track }) => {
          if (track.kind !== "video") return;
          const video = document.createElement("video");
          video.muted = true;
          video.srcObject = new MediaStream([track]);
          video.requestVideoFrameCallback(() => first.resolve(performance.now() - clickedAt));
          void video.play();
        });
      }
    };
  });
  await page.goto(`/${code}`);
  await page.getByRole("button", { name: "Join now" }).waitFor();
  await page.getByRole("button", { name: "Join now" }).click();
  const ms = await page.evaluate(() => window.firstFrame);
  await context.close();
  return ms;
}
