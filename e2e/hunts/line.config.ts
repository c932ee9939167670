import { defineConfig } from "@playwright/test";
import config from "../playwright.config.ts";

/** Calls over bad lines, for as long as it takes to judge them. */
export default defineConfig({ ...config, testDir: ".", testIgnore: [] });
