import axe from "axe-core";
import { type Locator, type Page, expect } from "@playwright/test";

declare global {
  interface Window {
    axe: Pick<typeof axe, "run">;
  }
}

/** The last one stays. */
const SIZES = {
  /** A 640 px wide window at 200 % zoom. */
  zoomed: { width: 320, height: 640 },
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;

/** At every size axe finds nothing, in light and in dark, and nothing is cut off at the side. */
export async function isAccessible(page: Page, what: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${what}, ${size}: nothing is cut off at the side`).toBeLessThanOrEqual(0);
    await page.emulateMedia({ colorScheme: "dark" });
    await axeFindsNothing(page, `${what}, ${size}, dark`, ["color-contrast"]);
    await page.emulateMedia({ colorScheme: "light" });
    await axeFindsNothing(page, `${what}, ${size}, light`);
  }
}

/** Without `rules` all of them. What the colour scheme changes is the contrast alone. */
async function axeFindsNothing(page: Page, what: string, rules?: string[]): Promise<void> {
  await settle(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (only) => {
    const found = await window.axe.run({
      resultTypes: ["violations"],
      ...(only && { runOnly: only }),
    });
    return found.violations;
  }, rules);
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
  expect(found, what).toEqual([]);
}

/** A new size or scheme is drawn first, and animations blend colours: axe measures what stays. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Presses Tab until this has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target, "reached by Tab").toBeFocused();
}
