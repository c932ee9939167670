/**
 * Pictures of every scene of the gallery, for looking at, with axe run on each. Development only.
 *
 *   node packages/web/dev/shots.mjs [part of a scene's name] [part of a size's name] [folder]
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright";
import { createServer } from "vite";

const [wanted = "", wantedSize = "", folder = "/tmp/parley/shots"] = process.argv.slice(2);
const SIZES = { desktop: [1280, 800], phone: [390, 844], small: [320, 640] };
const SCHEMES = ["light", "dark"];

const server = await createServer({
  configFile: join(import.meta.dirname, "../vite.config.ts"),
  server: { port: 0, strictPort: false, hmr: false },
  logLevel: "error",
});
await server.listen();
const gallery = `${server.resolvedUrls.local[0]}dev/gallery.html`;
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
});
await mkdir(folder, { recursive: true });
let problems = 0;
const complain = (name, text) => {
  problems++;
  console.error(`${name}: ${text}`);
};

async function sceneNames() {
  const page = await browser.newPage();
  await page.goto(gallery);
  const names = await page.getByRole("listitem").allInnerTexts();
  await page.close();
  return names.filter((name) => name.includes(wanted));
}

/** Everything that moves has come to rest, and every picture has its first frame. */
async function settle(page) {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("video")].every((video) => video.readyState >= 2),
  );
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((a) => a.effect.getTiming().iterations !== Infinity)
        .map((a) => a.finished.catch(() => {})),
    ),
  );
}

async function shoot(page, scene, name) {
  await page.goto(`${gallery}?scene=${scene}`);
  await page.locator("h1").first().waitFor({ state: "attached" });
  await settle(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (overflow > 0) complain(name, `is ${overflow} px too wide`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, nodes } of violations) {
    complain(name, `axe ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  }
}

const names = await sceneNames();
for (const [sizeName, [width, height]] of Object.entries(SIZES)) {
  if (!sizeName.includes(wantedSize)) continue;
  for (const colorScheme of SCHEMES) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    const page = await context.newPage();
    let current = "";
    page.on("console", (message) => {
      if (message.type() !== "debug" && message.type() !== "info") complain(current, message.text());
    });
    page.on("pageerror", (error) => complain(current, error.message));
    for (const scene of names) {
      // The meeting is dark in both schemes.
      if (scene.startsWith("meet-") && colorScheme === "light") continue;
      current = `${scene}-${sizeName}-${colorScheme}`;
      await shoot(page, scene, current);
    }
    await context.close();
  }
}
await browser.close();
await server.close();
console.log(`${names.length} scenes in ${folder}; ${problems} problems`);
process.exitCode = problems === 0 ? 0 : 1;
