/**
 * Pictures of every scene of the gallery, for looking at, with axe run on each. Development only.
 *
 *   node_modules/.bin/node packages/web/dev/shots.ts [part of a scene's name] [part of a size's name] [folder]
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, chromium } from "@playwright/test";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { type InlineConfig, build, preview } from "vite";

const [wanted = "", wantedSize = "", folder = "/tmp/parley/shots"] = process.argv.slice(2);
const SIZES = {
  desktop: [1280, 800],
  phone: [390, 844],
  small: [320, 640],
  landscape: [844, 390],
} as const;
const SCHEMES = ["light", "dark"] as const;

const say = (line: string) => process.stdout.write(`${line}\n`);

const problems: string[] = [];
function complain(name: string, text: string): void {
  problems.push(text);
  say(`${name}: ${text}`);
}

/** Everything that moves has come to rest, and every picture has its first frame. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("video")].every((video) => video.readyState >= 2),
  );
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

async function shoot(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await page.locator("h1").first().waitFor({ state: "attached" });
  await settle(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (overflow > 0) complain(name, `is ${overflow} px too wide`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, nodes } of violations) {
    complain(name, `axe ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  }
}

async function sceneNames(): Promise<string[]> {
  const page = await browser.newPage();
  await page.goto(gallery);
  const items = page.getByRole("listitem");
  await items.first().waitFor();
  const names = await items.allInnerTexts();
  await page.close();
  return names.filter((name) => name.includes(wanted));
}

/** All scenes at one size, in one scheme. */
async function shootSet(page: Page, scenes: readonly string[], nameOf: (scene: string) => string) {
  let current = "";
  page.on("console", (message) => {
    if (!["debug", "info"].includes(message.type())) complain(current, message.text());
  });
  page.on("pageerror", (error) => complain(current, error.message));
  for (const scene of scenes) {
    current = nameOf(scene);
    await shoot(page, `${gallery}?scene=${scene}`, current);
  }
}

async function shootAll(): Promise<void> {
  const scenes = await sceneNames();
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    if (!size.includes(wantedSize)) continue;
    for (const colorScheme of SCHEMES) {
      // axe needs a context of one's own.
      const context = await browser.newContext({ viewport: { width, height }, colorScheme });
      // The meeting is dark in both schemes.
      const shown = scenes.filter((name) => colorScheme === "dark" || !name.startsWith("meet-"));
      await shootSet(await context.newPage(), shown, (scene) => `${scene}-${size}-${colorScheme}`);
      await context.close();
    }
  }
}

/** The gallery is built first, so that nobody's edit changes it halfway through. */
const built = await mkdtemp(join(tmpdir(), "parley-gallery-"));
const config = {
  root: join(import.meta.dirname, ".."),
  configFile: false,
  plugins: [react(), tailwindcss()],
  logLevel: "warn",
  build: {
    outDir: built,
    emptyOutDir: true,
    chunkSizeWarningLimit: 2048,
    rolldownOptions: { input: join(import.meta.dirname, "gallery.html") },
  },
} satisfies InlineConfig;
await build(config);
const server = await preview({ ...config, preview: { host: "127.0.0.1", port: 0 } });
const gallery = `${server.resolvedUrls?.local[0] ?? ""}dev/gallery.html`;
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
});
try {
  await mkdir(folder, { recursive: true });
  await shootAll();
} finally {
  await browser.close();
  await server.close();
  await rm(built, { recursive: true });
}
say(`pictures in ${folder}; ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
