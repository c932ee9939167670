import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type OriginConfig,
  hostAllowed,
  originAllowed,
  requestOrigin,
} from "../../src/identity/origin.ts";

const trial: OriginConfig = { publicUrl: null, allowedOrigins: [], tls: null };
const published: OriginConfig = {
  publicUrl: "https://meet.example.org",
  allowedOrigins: ["https://portal.example.net:8443"],
  tls: null,
};
const withTls: OriginConfig = { ...trial, tls: {} };

const LOOPBACK = [
  "localhost",
  "localhost:8000",
  "LOCALHOST:8000",
  "parley.localhost",
  "127.0.0.1:8000",
  "127.8.9.10",
  "[::1]:8000",
  "[0:0:0:0:0:0:0:1]",
];

const FOREIGN = [
  undefined,
  "",
  "evil.example",
  "localhost.evil.example",
  "evil-localhost",
  "127.0.0.1.evil.example",
  "128.0.0.1",
  "192.168.1.5:8000",
  "[::2]",
  "[::ffff:10.0.0.1]",
  "user@localhost",
  "localhost/evil",
  "localhost:8000:1",
  "localhost:99999",
  "localhost ",
  "local host",
  "[::1",
  "localhost,evil.example",
];

test("[HOST1] every loopback name is this server", () => {
  for (const host of LOOPBACK) assert.equal(hostAllowed(host, trial), true, host);
});

test("[HOST1] other names, lookalikes and nonsense are not", () => {
  for (const host of FOREIGN) assert.equal(hostAllowed(host, trial), false, String(host));
});

test("[HOST1] the hosts of PUBLIC_URL and ALLOWED_ORIGINS are, on any port", () => {
  const ours = ["meet.example.org", "MEET.example.org:443", "meet.example.org:8000"];
  for (const host of [...ours, "portal.example.net"]) {
    assert.equal(hostAllowed(host, published), true, host);
  }
  for (const host of ["example.org", "xmeet.example.org", "meet.example.org.evil.example"]) {
    assert.equal(hostAllowed(host, published), false, host);
  }
});

test("[ORIGIN1] a page with the scheme, host and port of the request is ours", () => {
  const cases = [
    ["http://localhost:8000", "localhost:8000", trial],
    ["http://localhost", "localhost:80", trial],
    ["http://[::1]:8000", "[::1]:8000", trial],
    ["https://localhost:8000", "localhost:8000", withTls],
    ["https://localhost", "localhost", withTls],
  ] as const;
  for (const [origin, host, config] of cases) {
    assert.equal(originAllowed(origin, host, config), true, origin);
  }
});

test("[ORIGIN1] PUBLIC_URL and ALLOWED_ORIGINS are ours wherever the request went", () => {
  for (const origin of ["https://meet.example.org", "https://portal.example.net:8443"]) {
    assert.equal(originAllowed(origin, "localhost:8000", published), true, origin);
  }
});

test("[ORIGIN1] null, lookalikes and other ports or schemes are foreign", () => {
  const foreign = [
    "null",
    "",
    "http://evil.example",
    "http://localhost",
    "http://localhost:8001",
    "https://localhost:8000",
    "http://localhost:8000.evil.example",
    "http://localhost:8000/",
    "HTTP://LOCALHOST:8000",
    "http://127.0.0.1:8000",
    "http://meet.example.org",
    "https://meet.example.org.evil.example",
    "https://portal.example.net",
  ];
  for (const origin of foreign) {
    assert.equal(originAllowed(origin, "localhost:8000", published), false, origin);
  }
});

test("[ORIGIN1] behind a proxy that speaks TLS, a page of the http origin is foreign", () => {
  const allowed = (origin: string) => originAllowed(origin, "meet.example.org", published);
  assert.equal(allowed("https://meet.example.org"), true);
  assert.equal(allowed("http://meet.example.org"), false);
  const portal = "portal.example.net:8443";
  assert.equal(originAllowed(`https://${portal}`, portal, published), true);
  assert.equal(originAllowed(`http://${portal}`, portal, published), false);
});

test("[ORIGIN1] without an Origin only Sec-Fetch-Site can say that a request is foreign", () => {
  const allowed = (site?: string) => originAllowed(undefined, "localhost", trial, site);
  assert.equal(allowed(), true);
  assert.equal(allowed("none"), true);
  assert.equal(allowed("same-origin"), true);
  assert.equal(allowed("same-site"), false);
  assert.equal(allowed("cross-site"), false);
});

test("a client knows the server by the host it asked, with the right scheme", () => {
  assert.equal(requestOrigin("localhost:8000", trial), "http://localhost:8000");
  assert.equal(requestOrigin("localhost:8000", withTls), "https://localhost:8000");
  assert.equal(requestOrigin("meet.example.org", published), "https://meet.example.org");
  const port = "portal.example.net:8443";
  assert.equal(requestOrigin(port, published), "https://portal.example.net:8443");
  assert.equal(requestOrigin("127.0.0.1:8000", published), "http://127.0.0.1:8000");
});
