import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

/** `npm run screenshots`: the pictures of the README, from real calls. */
export default defineConfig({ ...config, testMatch: "screenshots.ts", timeout: 120_000 });
