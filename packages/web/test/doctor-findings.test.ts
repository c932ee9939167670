import assert from "node:assert/strict";
import { test } from "node:test";
import { mediaFindings, meshFindings } from "../src/doctor/media-findings.ts";
import type { PathStat } from "../src/doctor/media-path.ts";
import { pathIn, targetsIn } from "../src/doctor/media-path.ts";
import type { ProbeResult } from "../src/doctor/media-probe.ts";
import {
  addressFinding,
  clockFinding,
  pageFinding,
  socketFinding,
} from "../src/doctor/page-findings.ts";

const path = { remote: "203.0.113.7:8000", protocol: "UDP", relayed: false, rttMs: 20 };
const connected: ProbeResult = { state: "connected", path };
const unreached: ProbeResult = { state: "unreached", targets: ["203.0.113.7:8000"] };
const unanswered: ProbeResult = { state: "unanswered", reason: "it says nothing" };

const verdicts = (...[probes]: Parameters<typeof mediaFindings>) =>
  mediaFindings(probes).map(({ verdict }) => verdict);

test("[DOCTOR11] media that comes through is well, with a relay or without", () => {
  const straight = { up: connected, down: connected };
  assert.deepEqual(verdicts({ ...straight, relay: null }), ["ok", "ok", "ok"]);
  assert.deepEqual(verdicts({ ...straight, relay: connected }), ["ok", "ok", "ok"]);
  assert.deepEqual(verdicts({ ...straight, relay: unreached }), ["ok", "ok", "fail"]);
});

test("[DOCTOR12] without a way the address and the port are named, once", () => {
  const [up, down] = mediaFindings({ up: unreached, down: unreached, relay: null });
  assert.equal(up?.verdict, "fail");
  assert.match(up?.found ?? "", /203\.0\.113\.7:8000 by UDP/);
  assert.match(up?.change ?? "", /MEDIA_ANNOUNCED_IP .* UDP port 8000 /);
  assert.equal(down?.verdict, "fail");
  assert.doesNotMatch(down?.change ?? "", /MEDIA_ANNOUNCED_IP/);
  const [, onlyDown] = mediaFindings({ up: connected, down: unreached, relay: null });
  assert.match(onlyDown?.change ?? "", /MEDIA_ANNOUNCED_IP/);
});

test("[DOCTOR12] a relay that works makes it bearable", () => {
  const probes = { up: unreached, down: unreached, relay: connected };
  assert.deepEqual(verdicts(probes), ["warn", "warn", "ok"]);
  assert.deepEqual(verdicts({ ...probes, relay: null }), ["fail", "fail", "warn"]);
});

test("[DOCTOR12] an SFU that says nothing, or names no address, is told", () => {
  const [up] = mediaFindings({ up: unanswered, down: connected, relay: null });
  assert.match(up?.found ?? "", /^The SFU does not answer: it says nothing\.$/);
  const nowhere: ProbeResult = { state: "unreached", targets: [] };
  const [silent] = mediaFindings({ up: nowhere, down: connected, relay: null });
  assert.match(silent?.found ?? "", /from the SFU by UDP/);
  assert.match(silent?.change ?? "", /MEDIA_PORT/);
});

test("[DOCTOR11] without an SFU there is nothing to reach but one another", () => {
  assert.deepEqual(
    meshFindings(false).map(({ verdict }) => verdict),
    ["ok", "ok", "warn"],
  );
  assert.equal(meshFindings(true)[2]?.verdict, "ok");
});

const report = (stats: readonly PathStat[]) => ({
  forEach: (each: (stat: PathStat) => void) => stats.forEach((stat) => each(stat)),
});

const PAIR: PathStat = {
  ...{ id: "pair", type: "candidate-pair", localCandidateId: "here", remoteCandidateId: "there" },
  ...{ state: "succeeded", nominated: true, currentRoundTripTime: 0.0124 },
};
const HERE: PathStat = { id: "here", type: "local-candidate", candidateType: "host" };
const THERE: PathStat = {
  ...{ id: "there", type: "remote-candidate", protocol: "udp" },
  ...{ address: "203.0.113.7", port: 8000 },
};

test("[DOCTOR11] the way that was taken is that of the chosen pair, in every browser", () => {
  const way = { remote: "203.0.113.7:8000", protocol: "UDP", relayed: false, rttMs: 12 };
  const other = { ...PAIR, id: "other", nominated: false, state: "failed" };
  const transport = { id: "t", type: "transport", selectedCandidatePairId: "pair" };
  assert.deepEqual(pathIn(report([other, PAIR, HERE, THERE, transport])), way);
  assert.deepEqual(pathIn(report([other, PAIR, HERE, THERE])), way);
  assert.equal(pathIn(report([other, HERE, THERE])), null);
  const relay = { ...HERE, candidateType: "relay", relayProtocol: "tcp" };
  const ipv6 = { ...THERE, address: "2001:db8::1" };
  const relayed = { ...way, remote: "[2001:db8::1]:8000", protocol: "TCP", relayed: true };
  assert.deepEqual(pathIn(report([PAIR, relay, ipv6])), relayed);
});

test("[DOCTOR12] the addresses are those in the server's description", () => {
  const sdp = [
    "a=candidate:1 1 udp 2122 203.0.113.7 8000 typ host",
    "a=candidate:1 1 UDP 2122 203.0.113.7 8000 typ host",
    "a=candidate:2 1 UDP 2122 2001:db8::1 8001 typ host",
    "a=candidate:3 1 TCP 2122 203.0.113.7 9 typ host tcptype active",
  ];
  assert.deepEqual(targetsIn(sdp.join("\r\n")), ["203.0.113.7:8000", "[2001:db8::1]:8001"]);
});

test("[DOCTOR11] the page, its address, the socket and the clock", () => {
  const origin = "https://meet.example.org";
  assert.equal(pageFinding(true, origin).verdict, "ok");
  assert.match(pageFinding(false, "http://box").change ?? "", /PUBLIC_URL/);
  assert.equal(addressFinding(origin, "wss://meet.example.org/ws/room/a/").verdict, "ok");
  const other = addressFinding(origin, "ws://127.0.0.1:8000/ws/room/a/");
  assert.match(other.change ?? "", /Set PUBLIC_URL to https:\/\/meet\.example\.org/);
  assert.equal(socketFinding(12).verdict, "ok");
  assert.equal(socketFinding(900).verdict, "warn");
  assert.equal(clockFinding(1000, 3000).verdict, "ok");
  assert.equal(clockFinding(null, 3000).verdict, "ok");
  assert.match(clockFinding(1000, 61_000).found, /60 s/);
});
