import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSocket } from "../../src/doctor/socket-check.ts";
import { TestApp } from "../support/test-app.ts";
import { proxyTo, standIn, told } from "./replies.ts";

test("[DOCTOR5] a WebSocket that gets through is said to", async (t) => {
  const app = await TestApp.start();
  t.after(() => app.close());
  assert.equal(told(await checkSocket(app.url)), `ok: A WebSocket to ${app.url} gets through.`);
});

test("[DOCTOR5] a proxy that passes no upgrade on is told what to pass on", async (t) => {
  const app = await TestApp.start();
  const proxy = await proxyTo(app.url, { connection: "close" });
  t.after(() => Promise.all([proxy.close(), app.close()]));
  const line = told(await checkSocket(proxy.url));
  assert.match(line, /^fail: The WebSocket is refused \(426\)\. -> .*Upgrade and Connection/);
});

test("[DOCTOR5] an Origin that is not the server's own is told", async (t) => {
  const app = await TestApp.start({ env: { PUBLIC_URL: "https://meet.example.org" } });
  t.after(() => app.close());
  const line = told(await checkSocket(app.url.replace("127.0.0.1", "[::ffff:127.0.0.1]")));
  assert.match(line, /^fail: The WebSocket is refused \(421\)\. -> Set PUBLIC_URL/);
});

test("[DOCTOR5] what is no WebSocket at all is told", async (t) => {
  const silent = await standIn((_request, response) => response.socket?.destroy());
  t.after(() => silent.close());
  assert.match(told(await checkSocket(silent.url)), /^fail: No WebSocket comes about .* -> /);
});
