import { defineConfig } from "@playwright/test";
import config from "../playwright.config.ts";

/** Calls over bad lines, for as long as it takes to judge them. */
const { projects: _, ...rest } = config;

export default defineConfig({ ...rest, testDir: ".", testIgnore: [], workers: 1 });
