import { defineConfig } from "@playwright/test";

/** For all browsers of the tests. */
export const CHROMIUM_ARGS: readonly string[] = [
  "--no-sandbox",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A camera of 20 pictures a second, as Chromium makes one up. */
export const CAMERA = "--use-fake-device-for-media-stream";

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
      // Half the pictures: encoding them is most of what two browsers and two cores do.
      args: [...CHROMIUM_ARGS, `${CAMERA}=fps=10`],
    },
  },
});
