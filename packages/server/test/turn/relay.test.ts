/** Runs Debian's coturn with the configuration that we ship, and tries to get through it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { decodeJson } from "@parley/protocol";
import type { Answers, Report } from "./children/probe.ts";
import { RELAY, inNamespace } from "./namespace.ts";
import { FORBIDDEN_IPV4, FORBIDDEN_IPV6, STRANGERS } from "./peers.ts";

const PROBE = join(import.meta.dirname, "children/probe.ts");

async function probe(setUp: string): Promise<Report> {
  const report = decodeJson<Report>(await inNamespace(PROBE, setUp), () => true);
  assert.ok(report !== null);
  return report;
}

/** The peers that were not refused both ways with one of these codes. */
function reached(answers: Answers, peers: readonly string[], refusals: readonly number[]) {
  return peers.filter((peer) => {
    const [permission, channel] = answers[peer] ?? assert.fail(`${peer} was not tried`);
    return !refusals.includes(permission) || !refusals.includes(channel);
  });
}

const FORBIDDEN = [403];
/** Or of the other address family. */
const REFUSED = [403, 443];

test("the shipped relay", async (t) => {
  const { ipv6, fromIpv4, usage, data } = await probe("shipped");
  assert.ok(usage !== null);

  await t.test("[TURN7] our credentials open it; wrong, lapsed and changed ones do not", () => {
    const { ours, wrongPassword, lapsed, prolonged, nobody } = usage;
    const refused = { wrongPassword: 401, lapsed: 401, prolonged: 401, nobody: 401 };
    assert.deepEqual({ wrongPassword, lapsed, prolonged, nobody }, refused);
    assert.equal(ours, 0);
  });

  await t.test("[TURN7] a relay outlives the credentials that it was made with", () => {
    assert.equal(usage.keptUpAfterLapse, 0);
  });

  await t.test("[TURN2] renewed credentials count as the same user, who has a quota", () => {
    assert.deepEqual(usage.quota, { relays: 60, next: 486 });
  });

  await t.test("[TURN8] data reaches the SFU through it, and comes back", () => {
    const { permission, channel, ...flow } = data;
    assert.deepEqual({ permission, channel }, { permission: 0, channel: 0 });
    const echoes = { bySend: "echo of one", byChannel: "echo of two" };
    assert.deepEqual(flow, { ...echoes, seenFrom: [RELAY] });
  });

  await t.test(
    "[TURN9] it leads nowhere else: not to this machine, its networks, or others",
    () => {
      assert.deepEqual(reached(fromIpv4, [...FORBIDDEN_IPV4, ...STRANGERS], FORBIDDEN), []);
    },
  );

  await t.test("[TURN9] nor into IPv6, in which every one of these has other names", () => {
    assert.equal(ipv6, 440);
    assert.deepEqual(reached(fromIpv4, FORBIDDEN_IPV6, REFUSED), []);
  });

  await t.test("it does not say what it is", () => {
    assert.equal(usage.tellsSoftware, false);
  });
});

test("[TURN9] opened for meshes it reaches strangers, and still no private network", async () => {
  const { fromIpv4 } = await probe("without the last denials");
  const [, ...outside] = STRANGERS;
  assert.deepEqual(reached(fromIpv4, outside, FORBIDDEN), outside);
  assert.deepEqual(reached(fromIpv4, FORBIDDEN_IPV4, FORBIDDEN), []);
  assert.deepEqual(reached(fromIpv4, FORBIDDEN_IPV6, REFUSED), []);
});

test("[TURN9] given an IPv6 address by mistake, it still leads nowhere by IPv6", async () => {
  const { ipv6, fromIpv6 } = await probe("with an IPv6 relay");
  assert.equal(ipv6, 0);
  assert.deepEqual(reached(fromIpv6, FORBIDDEN_IPV6, FORBIDDEN), []);
});

/** Holes that must be among those found. */
function assertFound(holes: readonly string[], ...known: readonly string[]): void {
  assert.deepEqual(
    known.filter((hole) => !holes.includes(hole)),
    [],
  );
}

test("the probe finds what a relay lets through that denies nothing", async () => {
  const { fromIpv4, fromIpv6, data } = await probe("denying nothing, with an IPv6 relay");
  const holes = reached(fromIpv4, FORBIDDEN_IPV4, FORBIDDEN);
  assertFound(holes, "127.0.0.1", "10.0.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1");
  assertFound(reached(fromIpv6, FORBIDDEN_IPV6, FORBIDDEN), "fc00::1", "::ffff:10.0.0.1");
  assert.equal(data.bySend, "echo of one");
});

test("the probe finds IPv4 under its IPv6 names where those are not denied", async () => {
  const { fromIpv6 } = await probe("denying IPv4 alone, with an IPv6 relay");
  assertFound(reached(fromIpv6, FORBIDDEN_IPV6, FORBIDDEN), "64:ff9b::a00:1", "2002:a00:1::");
});
