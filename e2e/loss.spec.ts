import { expect, test } from "@playwright/test";
import { huntLosses, percentile } from "./support/loss.ts";
import { Server } from "./support/server.ts";

/** Twenty people; a mesh takes eight. */
const SIZES = [7, 7, 6];
/** The server is up again sooner. */
const NO_MEDIA = { MEDIA: "off" };

test("[LOSS1] killed six times, the server loses and doubles nothing; all are back soon", async () => {
  test.setTimeout(240_000);
  const server = await Server.start("loss", NO_MEDIA);
  try {
    const report = await huntLosses(server, { kills: 6, sizes: SIZES });
    const { lost, doubled, differing } = report;
    expect({ lost, doubled, differing }).toEqual({ lost: [], doubled: [], differing: [] });
    expect(report.acknowledged).toBeGreaterThan(6 * 20);
    expect(percentile(report.backMs, 95)).toBeLessThan(3000);
  } finally {
    await server.remove();
  }
});

test("[LOSS2] a server that acknowledges before it has stored is caught", async () => {
  test.setTimeout(120_000);
  const hasty = "packages/server/test/children/hasty-server.ts";
  const server = await Server.start("hasty", NO_MEDIA, hasty);
  try {
    const { lost } = await huntLosses(server, { kills: 3, sizes: SIZES });
    expect(lost.length).toBeGreaterThan(0);
  } finally {
    await server.remove();
  }
});
