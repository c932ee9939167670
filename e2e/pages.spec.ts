import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";

const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  /** A 640 px wide window at 200 % zoom. */
  zoomed: { width: 320, height: 640 },
} as const;

/** axe finds nothing, and nothing is cut off at the side. */
async function isAccessible(page: Page, what: string): Promise<void> {
  // Entrance animations blend colours; axe measures what stays.
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
  expect(found, what).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${what}: nothing is cut off at the side`).toBeLessThanOrEqual(0);
}

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`[PAGE1] every page is accessible: ${size}, ${colorScheme}`, async ({ person }) => {
      const context = { viewport, colorScheme, reducedMotion: "reduce" as const };
      const visitor = await person("Visitor", { account: false, context, mayLog: /404/ });
      for (const path of ["/", "/sign-up", "/sign-in", "/aaa-aaaa-aaa", "/nowhere"]) {
        await visitor.page.goto(path);
        await expect(visitor.page.getByRole("heading", { level: 1 })).toBeVisible();
        await isAccessible(visitor.page, path);
      }
      const ann = await person("Ann", { context });
      await ann.page.goto("/");
      await expect(ann.button("New meeting")).toBeVisible();
      await isAccessible(ann.page, "home");
      await ann.startMeeting();
      await expect(ann.button("Join")).toBeVisible();
      await isAccessible(ann.page, "green room");
      await ann.join();
      await isAccessible(ann.page, "meeting");
      await ann.button("People").click();
      await expect(ann.page.getByRole("heading", { name: "People" })).toBeVisible();
      await isAccessible(ann.page, "people");
      await ann.page.keyboard.press("Escape");
      await ann.button("More").click();
      await expect(ann.page.getByRole("menu")).toBeVisible();
      await isAccessible(ann.page, "more");
      await ann.page.getByRole("menuitem", { name: /devices/i }).click();
      await expect(ann.page.getByRole("dialog")).toBeVisible();
      await isAccessible(ann.page, "devices");
      await ann.page.keyboard.press("Escape");
      await ann.button("Leave").click();
      // The meeting has a heading of its own: only the new page's says that the change is over.
      await expect(ann.page.getByRole("heading", { name: "You left the meeting" })).toBeVisible();
      await isAccessible(ann.page, "after");
    });
  }
}

test("[PAGE2] a meeting from sign-in to leave, by keyboard alone", async ({ person }) => {
  const ann = await person("Ann");
  const { page } = ann;
  const tabTo = async (name: string) => {
    const target = ann.button(name);
    for (let presses = 0; presses < 30; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    await expect(target, `reached by Tab: ${name}`).toBeFocused();
  };
  await page.goto("/");
  await expect(ann.button("New meeting")).toBeVisible();
  await tabTo("New meeting");
  await page.keyboard.press("Enter");
  await expect(ann.button("Join")).toBeVisible();
  await tabTo("Join");
  await page.keyboard.press("Enter");
  await expect(ann.button("Leave")).toBeVisible();
  await tabTo("People");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "People" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: "People" })).toHaveCount(0);
  await expect(ann.button("People")).toBeFocused();
  await tabTo("Leave");
  await page.keyboard.press("Enter");
  await expect(ann.button("Rejoin")).toBeVisible();
});

test("[PAGE3] nothing is asked of any other host, and the first load is small", async ({
  person,
}) => {
  const ann = await person("Ann");
  const { page } = ann;
  const hosts = new Set<string>();
  let bytes = 0;
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  page.on("response", async (response) => {
    const { responseBodySize } = await response.request().sizes();
    bytes += responseBodySize;
  });
  await page.goto("/", { waitUntil: "networkidle" });
  expect(bytes).toBeLessThan(200 * 1024);
  expect(bytes).toBeGreaterThan(10 * 1024);
  await ann.startMeeting();
  await ann.join();
  await page.goto("/api/docs/", { waitUntil: "networkidle" });
  await expect(page.getByText("/create-room/")).toBeVisible();
  expect([...hosts]).toEqual([new URL(page.url()).host]);
});
