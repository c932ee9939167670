/** What the pool counts, as the exposition shows it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS } from "@parley/protocol";
import type { MediaPool } from "../../../src/media/pool.ts";
import { Metrics } from "../../../src/telemetry/metrics.ts";
import { TestRoom, runningPool } from "./pool-world.ts";

const meetings = { liveIds: () => new Set<string>(), participantsHere: () => [] };

/** The SFU's series and their values. */
async function seriesOf(pool: MediaPool): Promise<Map<string, number>> {
  const text = await new Metrics({ media: pool, meetings, node: null }).text();
  const lines = text.split("\n").filter((line) => line.startsWith("parley_media_"));
  return new Map(lines.map((line) => [line.split(" ")[0] ?? "", Number(line.split(" ")[1])]));
}

const WORKER_OUT = 'parley_media_worker_packets_total{worker="0",direction="out"}';
const ROOM_OUT = 'parley_media_room_packets_total{room="r",direction="out"}';

test("[METRIC2] the SFU's numbers are shown per worker and per room", async (t) => {
  const { pool } = await runningPool(t);
  const room = new TestRoom(pool, "r");
  await room.ask({ deed: "beat", transports: 3, packets: 70 });
  const series = await seriesOf(pool);
  for (const scope of ["worker", "room"]) {
    const name = (metric: string, labels = "") => {
      const owner = scope === "worker" ? 'worker="0"' : 'room="r"';
      return `parley_media_${scope}_${metric}{${owner}${labels}}`;
    };
    for (const metric of ["packets_total", "bytes_total", "nacks_total", "plis_total"]) {
      assert.ok(series.has(name(metric, ',direction="in"')), metric);
      assert.ok(series.has(name(metric, ',direction="out"')), metric);
    }
    for (const reason of ["socket_full", "stale", "invalid"]) {
      assert.ok(series.has(name("dropped_packets_total", `,reason="${reason}"`)), reason);
    }
    for (const metric of ["retransmissions_total", "layer_switches_total", "probe_packets_total"]) {
      assert.ok(series.has(name(metric)), metric);
    }
    assert.ok(series.has(name("estimate_bits_per_second")));
  }
  assert.equal(series.get(WORKER_OUT), 70);
  assert.equal(series.get(ROOM_OUT), 70);
  assert.equal(series.get('parley_media_worker_up{worker="0"}'), 1);
  assert.equal(series.get('parley_media_worker_transports{worker="0"}'), 3);
  assert.equal(series.get('parley_media_worker_loop_lag_seconds{worker="0"}'), 0.005);
  assert.equal(series.get('parley_media_worker_memory_bytes{worker="0"}'), 6000);
  assert.equal(series.get('parley_media_room_peers{room="r"}'), 2);
  assert.equal(series.get('parley_media_room_tracks{room="r"}'), 3);
});

test("[METRIC3] counters do not go back when a worker is started anew", async (t) => {
  const { pool, clock } = await runningPool(t);
  const room = new TestRoom(pool, "r");
  await room.ask({ deed: "beat", transports: 3, packets: 70 });
  const { pid } = await room.tell();
  process.kill(pid, "SIGKILL");
  await room.next("lost");
  const down = await seriesOf(pool);
  assert.deepEqual([down.get(WORKER_OUT), down.get(ROOM_OUT)], [70, 70]);
  assert.equal(down.get('parley_media_worker_up{worker="0"}'), 0);
  assert.equal(down.get('parley_media_worker_transports{worker="0"}'), 0);
  clock.advance(LIMITS.workerRestartMs.min);
  await room.next("ready");
  await room.ask({ deed: "beat", transports: 1, packets: 5 });
  const again = await seriesOf(pool);
  assert.deepEqual([again.get(WORKER_OUT), again.get(ROOM_OUT)], [75, 75]);
  assert.equal(again.get('parley_media_worker_restarts_total{worker="0"}'), 1);
});

test("[METRIC3] a room that is gone is no longer shown, and the worker's total keeps it", async (t) => {
  const { pool } = await runningPool(t);
  const [room, other] = [new TestRoom(pool, "r"), new TestRoom(pool, "other")];
  await room.ask({ deed: "beat", transports: 3, packets: 70 });
  room.close();
  await other.tell();
  const series = await seriesOf(pool);
  assert.deepEqual(
    [...series.keys()].filter((name) => name.includes('room="r"')),
    [],
  );
  assert.equal(series.get('parley_media_room_packets_total{room="other",direction="out"}'), 0);
  assert.equal(series.get(WORKER_OUT), 70);
});
