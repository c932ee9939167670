import { worksBehind } from "./behind-proxy.ts";
import type { Place } from "./deployment.ts";

function main({ http, https }: Place) {
  const options = ["admin off", `http_port ${http}`, `https_port ${https}`];
  options.push("default_bind 127.0.0.1");
  return { name: "Caddyfile", text: `{\n${options.join("\n")}\n}\nimport shipped.conf\n` };
}

worksBehind("Caddy", {
  command: "caddy",
  shipped: "caddy/Caddyfile",
  replacements: ({ upstream, cert, key }) => [
    ["tls admin@example.org", `tls ${cert} ${key}`],
    ["reverse_proxy 127.0.0.1:8000", `reverse_proxy ${upstream}`],
  ],
  main,
  args: ["run", "--config", "Caddyfile", "--adapter", "caddyfile"],
  ready: /serving initial configuration/,
});
