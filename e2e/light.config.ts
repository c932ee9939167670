import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

/**
 * Tests in which no camera is judged: programs without a browser, and single pages. Two of them at a
 * time wait for one another's processor and for nothing else.
 */
export const LIGHT = [
  "scenarios/**",
  "cluster/!(call).spec.ts",
  ...["account", "pages", "rooms", "sdk", "states"].map((name) => `${name}.spec.ts`),
];

export default defineConfig({ ...config, testMatch: LIGHT, workers: 2 });
