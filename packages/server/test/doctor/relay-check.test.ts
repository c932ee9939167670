/** Asks Debian's coturn with the configuration that we ship. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkRelays } from "../../src/doctor/relay-check.ts";
import { freePort } from "../support/free-port.ts";
import { Coturn } from "../turn/coturn.ts";
import { told } from "./replies.ts";

const SHIPPED = join(import.meta.dirname, "../../../../deploy/coturn/turnserver.conf");
const SECRET = "a secret that the relay knows as well";
const LOOPBACK = "127.0.0.1";

let coturn: Coturn;
let folder: string;
let place: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-doctor-"));
  const port = await freePort();
  place = `${LOOPBACK}:${port}`;
  coturn = await Coturn.start([
    ...["-c", SHIPPED, `--static-auth-secret=${SECRET}`, "--realm=parley.test"],
    ...[`--listening-port=${port}`, `--listening-ip=${LOOPBACK}`, `--relay-ip=${LOOPBACK}`],
    ...[`--allowed-peer-ip=${LOOPBACK}`, "--allow-loopback-peers"],
    `--pidfile=${join(folder, "pid")}`,
  ]);
});
after(async () => {
  await coturn.stop();
  await rm(folder, { recursive: true });
});

async function asking(urls: readonly string[], secret = SECRET, peers = [LOOPBACK]) {
  const findings = await checkRelays({ urls, secret }, peers);
  return findings.map(told);
}

test("[DOCTOR9] a relay that works is said to, by UDP and by TCP", async () => {
  const urls = [`turn:${place}`, `turn:${place}?transport=tcp`];
  const expected = urls.map((url) => `ok: ${url} makes relays at ${LOOPBACK}.`);
  assert.deepEqual(await asking(urls), expected);
});

test("[DOCTOR9] a relay with another secret is told", async () => {
  const [line = ""] = await asking([`turn:${place}`], "another secret than that of the relay");
  assert.match(line, /^fail: .* refuses \(401\).* -> Make TURN_SECRET and .* the same/);
});

test("[DOCTOR9] a relay that lets nobody through to the SFU is told", async () => {
  const [line = ""] = await asking([`turn:${place}`], SECRET, [LOOPBACK, "192.0.2.7"]);
  assert.match(line, /^fail: .* to 192\.0\.2\.7\. -> .*--allowed-peer-ip=192\.0\.2\.7/);
});

test("[DOCTOR9] where there is no relay, its port and TURN_URLS are named", async () => {
  const port = await freePort();
  const [udp = "", tcp = ""] = await asking([
    `turn:${LOOPBACK}:${port}`,
    `turn:${LOOPBACK}:${port}?transport=tcp`,
  ]);
  assert.match(
    udp,
    new RegExp(`^fail: .* does not answer: .* -> .*port ${port} \\(UDP\\).*TURN_URLS`),
  );
  assert.match(tcp, /^fail: .*ECONNREFUSED.* \(TCP\)/);
  const [tls = ""] = await asking([`turns:${place}`]);
  assert.match(tls, /^fail: turns:/);
  const [none = ""] = (await checkRelays(null, [])).map(told);
  assert.match(none, /^ok: TURN_URLS is not set/);
});
