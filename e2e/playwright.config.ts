import { defineConfig } from "@playwright/test";

/** Real Chromium from Debian with fake devices; everything stays on 127.0.0.1. */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  testIgnore: "hunts/**",
  // Two browsers in a call take both cores: one test at a time measures the product, not the queue.
  workers: 1,
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
