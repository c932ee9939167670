import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type Page, chromium } from "@playwright/test";
import { build } from "vite";
import { type HttpReply, type HttpRequest, TestServer } from "./test-server.ts";

export type BrowserPage = {
  readonly page: Page;
  /** What the page's console said and which errors nobody caught. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
};

const ARGS = [
  "--no-sandbox",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const NO_API = (): HttpReply => ({ status: 404 });

/**
 * Opens a blank page, with this module of ours in it, in Chromium with fake devices.
 *
 * @param api answers what the page asks for beside its script
 */
export async function openPage(
  module: URL,
  api: (request: HttpRequest) => HttpReply = NO_API,
): Promise<BrowserPage> {
  const script = await bundle(fileURLToPath(module));
  const server = await TestServer.start();
  server.onRequest = (request) => {
    if (request.path === "/") return { status: 200, text: PAGE, headers: type("text/html") };
    if (request.path !== "/script.js") return api(request);
    return { status: 200, text: script, headers: type("text/javascript") };
  };
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(server.httpUrl);
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { page, complaints, close };
}

const type = (name: string) => ({ "content-type": name });

/** One script with all that the module imports. */
async function bundle(input: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, rolldownOptions: { input } },
  });
  assert("output" in result);
  const [chunk] = result.output;
  assert(chunk.type === "chunk");
  return chunk.code;
}

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<title>SDK test</title><script type="module" src="/script.js"></script>`;
