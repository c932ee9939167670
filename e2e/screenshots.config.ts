import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

/** `npm run screenshots`: the pictures of the README, from real calls. */
const { projects: _, ...rest } = config;

export default defineConfig({ ...rest, testMatch: "screenshots.ts", workers: 1, timeout: 120_000 });
