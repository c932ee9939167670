import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { readConfig } from "../../src/config.ts";
import { checkAnnounced, checkMedia } from "../../src/doctor/media-check.ts";
import { told } from "./replies.ts";

async function boundPort(t: TestContext): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  t.after(() => socket.close());
  return socket.address().port;
}

async function found(port: number, ports: readonly (number | null)[]): Promise<string> {
  const config = readConfig({ MEDIA_PORT: String(port) });
  const findings = await checkMedia(config, { announced: ["127.0.0.1"], ports: [...ports] });
  return told(findings[0] ?? assert.fail("nothing is said"));
}

test("[DOCTOR8] the port of the SFU is bound, or somebody is told", async (t) => {
  const port = await boundPort(t);
  assert.equal(await found(port, [port]), `ok: The SFU listens at 127.0.0.1, UDP ${port}.`);
  assert.match(await found(port, [port, null]), /^fail: 1 of 2 media workers .* -> .*log/);
  assert.match(await found(8000, [port]), /^warn: .* UDP 8000 was taken\. -> .*MEDIA_PORT/);
  const other = createSocket("udp4");
  other.bind(0, "127.0.0.1");
  await once(other, "listening");
  const { port: free } = other.address();
  other.close();
  await once(other, "close");
  assert.match(await found(free, [free]), /^fail: Nobody listens on 127\.0\.0\.1, UDP port/);
});

test("[DOCTOR8] a server without an SFU is told, unless that is what was asked for", async () => {
  const none = await checkMedia(readConfig({}), null);
  assert.match(none.map(told).join("\n"), /^fail: There is no SFU, though MEDIA is on/);
  const off = await checkMedia(readConfig({ MEDIA: "off" }), null);
  assert.match(off.map(told).join("\n"), /^ok: MEDIA is off/);
});

const OWN = new Set(["127.0.0.1", "10.1.2.3", "203.0.113.7"]);
const PUBLIC = "https://meet.example.org";

test("[DOCTOR8] announced addresses are this machine's, or NAT has to know them", () => {
  const announcing = (url: string | null, ...announced: string[]) =>
    told(checkAnnounced({ announced, ports: [8000] }, url, OWN));
  assert.match(announcing(null, "127.0.0.1"), /^ok: /);
  assert.match(announcing("http://localhost:8000", "127.0.0.1"), /^ok: /);
  assert.match(announcing(PUBLIC, "203.0.113.7"), /^ok: /);
  assert.match(announcing(PUBLIC, "127.0.0.1"), /^fail: .* -> Set MEDIA_ANNOUNCED_IP/);
  const foreign = announcing(PUBLIC, "203.0.113.7", "198.51.100.1");
  assert.match(
    foreign,
    /^warn: 198\.51\.100\.1 is not .* -> .*forward UDP 8000.*MEDIA_ANNOUNCED_IP/,
  );
  assert.match(announcing(PUBLIC, "10.1.2.3"), /^warn: .* only your own network .* -> /);
  assert.match(announcing(PUBLIC, "10.1.2.3", "203.0.113.7"), /^ok: /);
});
