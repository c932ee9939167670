import { defineConfig } from "@playwright/test";
import { LIGHT } from "./light.config.ts";
import config from "./playwright.config.ts";

/** The rest: calls, one at a time. */
export default defineConfig({ ...config, testIgnore: ["hunts/**", ...LIGHT] });
