/**
 * Kills the server under chat load, more often than `npm test` does:
 * node e2e/hunts/loss.ts [kills, 100]
 */
import { huntLosses, percentile } from "../support/loss.ts";
import { Server } from "../support/server.ts";

const kills = Number(process.argv[2] ?? 100);
const server = await Server.start("loss-hunt", { MEDIA: "off" });
try {
  const { lost, doubled, differing, acknowledged, backMs } = await huntLosses(server, {
    kills,
    sizes: [7, 7, 6],
  });
  console.log(`${kills} kills, ${acknowledged} messages acknowledged`);
  console.log(`lost ${lost.length}, doubled ${doubled.length}, differing ${differing.length}`);
  const [p50, p95, max] = [50, 95, 100].map((percent) => percentile(backMs, percent).toFixed(0));
  console.log(`back after ${p50} ms (p50), ${p95} ms (p95), ${max} ms (max)`);
  if (lost.length + doubled.length + differing.length > 0) process.exitCode = 1;
} finally {
  await server.remove();
}
