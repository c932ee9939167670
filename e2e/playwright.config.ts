import { defineConfig } from "@playwright/test";

/** Tests of programs, and of pages without a call. */
const PROGRAMS = [
  "account.spec.ts",
  "loss.spec.ts",
  "rooms.spec.ts",
  "scenarios/*.spec.ts",
  "sdk.spec.ts",
];

/** Real Chromium from Debian with fake devices; everything stays on 127.0.0.1. */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  testIgnore: "hunts/**",
  // Two browsers in a call take both cores: one such test at a time measures the product, not the
  // queue. What needs no pictures runs beside them.
  workers: 2,
  projects: [
    { name: "calls", testIgnore: [...PROGRAMS, "hunts/**"], workers: 1 },
    { name: "programs", testMatch: PROGRAMS, workers: 1 },
  ],
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    trace: "off",
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        "--allow-loopback-in-peer-connection",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
