/** Which address counts as the client's, for HTTP and for the WebSocket upgrade alike. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeJson, isObject } from "@parley/protocol";
import fc from "fast-check";
import { fastify } from "fastify";
import { readConfig } from "../../src/config.ts";
import { clientAddress, trusting } from "../../src/identity/client-address.ts";
import { addressKey } from "../../src/identity/throttle.ts";

const PROXIES = ["10.0.0.0/8", "192.0.2.80", "2001:db8:ffff::/48"];

type Came = { readonly from: string; readonly forwardedFor?: string };

/** What counts as one address for a request; the two ways to it must agree. */
function addressesSeen(proxies: readonly string[]) {
  const isTrusted = trusting(proxies);
  const app = fastify({ trustProxy: isTrusted });
  app.get("/", ({ ip, raw }) => ({ http: addressKey(ip), ws: clientAddress(raw, isTrusted) }));
  return async ({ from, forwardedFor }: Came): Promise<string> => {
    const headers = forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor };
    const { body } = await app.inject({ url: "/", remoteAddress: from, headers });
    const seen = decodeJson<{ http: string; ws: string }>(body, isObject);
    assert.ok(seen !== null);
    assert.equal(seen.http, addressKey(seen.ws), `${from}, ${String(forwardedFor)}`);
    return seen.http;
  };
}

const address = fc.oneof(fc.ipV4(), fc.ipV6());
const stranger = address.filter((text) => !trusting(PROXIES)(text));
const proxy = fc.oneof(
  fc.constantFrom("192.0.2.80", "::ffff:10.1.2.3", "[2001:db8:ffff::7]:443", "10.9.9.9:50123"),
  fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `10.0.${a}.${b}`),
);
const nonsense = fc.oneof(address, proxy, fc.string(), fc.constantFrom("", "unknown", "127.0.0.1"));
/** What a client puts into the header itself. */
const written = fc.array(nonsense, { maxLength: 4 });

test("[PROXY1] whatever a client writes, it is the right-most address that is no proxy's", async () => {
  const seen = addressesSeen(PROXIES);
  const hops = fc.array(proxy, { maxLength: 4 });
  const property = fc.asyncProperty(
    fc.record({ written, client: stranger, hops, from: proxy }),
    async (way) => {
      const forwardedFor = [...way.written, way.client, ...way.hops].join(", ");
      assert.equal(await seen({ from: way.from, forwardedFor }), addressKey(way.client));
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

test("[PROXY1] of who is no proxy nothing is believed", async () => {
  for (const proxies of [PROXIES, []]) {
    const seen = addressesSeen(proxies);
    const property = fc.asyncProperty(stranger, written, async (from, header) => {
      assert.equal(await seen({ from, forwardedFor: header.join(",") }), addressKey(from));
    });
    await fc.assert(property, { numRuns: 150 });
  }
});

test("[PROXY1] several hops, IPv6, mapped peers, ports and brackets", async () => {
  const seen = addressesSeen(PROXIES);
  const cases: readonly (readonly [string, string | undefined, string])[] = [
    ["10.0.0.1", undefined, "10.0.0.1"],
    ["10.0.0.1", "", "10.0.0.1"],
    ["10.0.0.1", " , ,", "10.0.0.1"],
    ["10.0.0.1", "198.51.100.7", "198.51.100.7"],
    ["::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"],
    ["2001:db8:ffff::1", "2001:db8:1::7", "2001:db8:1:0::/64"],
    ["10.0.0.1", "203.0.113.9,198.51.100.7 , 192.0.2.80,10.4.4.4", "198.51.100.7"],
    // Everybody on the way is a proxy: a request that one of them makes itself.
    ["10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["10.0.0.1", "198.51.100.7:40000", "198.51.100.7"],
    ["10.0.0.1", "[2001:db8:1::7]:40000, 10.0.0.2:80", "2001:db8:1:0::/64"],
    ["10.0.0.1", "::ffff:c633:6407", "198.51.100.7"],
    ["10.0.0.1", "0:0:0:0:0:FFFF:198.51.100.7", "198.51.100.7"],
    ["192.0.2.81", "198.51.100.7", "192.0.2.81"],
  ];
  for (const [from, forwardedFor, expected] of cases) {
    const came = forwardedFor === undefined ? { from } : { from, forwardedFor };
    assert.equal(await seen(came), expected, `${from}, ${String(forwardedFor)}`);
  }
});

test("[PROXY1] entries that are no address all count as one", async () => {
  const seen = addressesSeen(PROXIES);
  const wrong = ["unknown", "unix:", "_hidden", "meet.example.org", "1.2.3", "[::1", "1.2.3.4:x"];
  for (const entry of [...wrong, "x".repeat(5000), "198.51.100.7 10.0.0.1"]) {
    const forwardedFor = `198.51.100.7, ${entry}, 10.0.0.2`;
    assert.equal(await seen({ from: "10.0.0.1", forwardedFor }), "unknown", entry);
  }
});

test("[PROXY1] an IPv4 address mapped into IPv6 is trusted as the address itself", () => {
  const network = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }));
  const property = fc.property(network, fc.ipV4(), ([base, bits], other) => {
    const isTrusted = trusting([`${base}/${bits}`]);
    assert.ok(isTrusted(base));
    for (const ip of [base, other]) assert.equal(isTrusted(`::ffff:${ip}`), isTrusted(ip), ip);
  });
  fc.assert(property);
});

test("[PROXY1] every TRUST_PROXY that is accepted can be used", () => {
  const bits = fc.option(fc.integer({ min: 1, max: 32 }), { nil: null });
  const property = fc.property(fc.array(fc.tuple(address, bits)), (entries) => {
    const named = entries.map(([ip, length]) => (length === null ? ip : `${ip}/${length}`));
    const { trustedProxies } = readConfig({ TRUST_PROXY: named.join(), MEDIA: "off" });
    assert.deepEqual(trustedProxies, named);
    const alone = entries.filter(([, length]) => length === null);
    for (const [ip] of alone) assert.ok(trusting(trustedProxies)(ip), ip);
  });
  fc.assert(property);
});
