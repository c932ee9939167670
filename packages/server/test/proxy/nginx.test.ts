import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import { worksBehind } from "./behind-proxy.ts";
import { type Place, shippedText } from "./deployment.ts";

const SHIPPED = "nginx/parley.conf";

const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

function main({ folder }: Place) {
  const paths = TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};`);
  const http = [...paths, "include shipped.conf;"].join(" ");
  const settings = ["daemon off;", "worker_processes 1;", "error_log stderr notice;"];
  settings.push(`pid ${folder}/nginx.pid;`, "events {}", `http { ${http} }`);
  return { name: "nginx.conf", text: settings.join("\n") };
}

worksBehind("nginx", {
  command: "nginx",
  shipped: SHIPPED,
  replacements: ({ upstream, http, https, cert, key }) => [
    ["server 127.0.0.1:8000;", `server ${upstream};`],
    ["listen 80;", `listen 127.0.0.1:${http};`],
    ["listen 443 ssl;", `listen 127.0.0.1:${https} ssl;`],
    // Not every machine has IPv6.
    ["listen [::]:80;", ""],
    ["listen [::]:443 ssl;", ""],
    ["/etc/letsencrypt/live/meet.example.org/fullchain.pem", cert],
    ["/etc/letsencrypt/live/meet.example.org/privkey.pem", key],
  ],
  main,
  args: ["-p", ".", "-c", "nginx.conf", "-e", "stderr"],
  ready: /start worker process \d+/,
});

test("[PROXY3] nginx waits longer than a socket is ever silent", async () => {
  const text = await shippedText(SHIPPED);
  for (const name of ["proxy_read_timeout", "proxy_send_timeout"]) {
    const seconds = Number(new RegExp(`${name} +(\\d+)s;`).exec(text)?.[1]);
    assert.ok(seconds * 1000 >= 2 * LIMITS.heartbeatTimeoutMs, `${name} ${seconds}s`);
  }
});
