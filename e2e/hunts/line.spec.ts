import { expect, test } from "@playwright/test";
import { callInLab } from "../support/lab-call.ts";
import { concealed, heightOf, listened, reception } from "../support/reception.ts";

test("[LINE1] a line of 400 kbit/s carries sound and a smaller picture, and the large one is back when it is good again", async () => {
  test.setTimeout(120_000);
  const { lab, bob, close } = await callInLab();
  try {
    const height = () => heightOf(bob.page);
    await expect.poll(height, { message: "the large picture", timeout: 30_000 }).toBe(720);
    lab.limit(400);
    await listened(bob.page, 10_000);
    const before = await reception(bob.page);
    await listened(bob.page, 8000);
    const after = await reception(bob.page);
    expect(after.heights[0]).toBeLessThanOrEqual(360);
    expect(after.framesDecoded - before.framesDecoded).toBeGreaterThan(8 * 6);
    expect(after.freezes - before.freezes, "freezes").toBe(0);
    expect(concealed(before, after)).toBeLessThan(0.02);
    lab.unlimit();
    await expect.poll(height, { message: "large again", timeout: 30_000 }).toBe(720);
  } finally {
    await close();
  }
});

test("[LINE2] at a loss of 5 % sound and picture go on, because what is lost is sent again", async () => {
  test.setTimeout(150_000);
  const { lab, bob, close } = await callInLab();
  try {
    lab.lose(50);
    await listened(bob.page, 5000);
    const before = await reception(bob.page);
    await listened(bob.page, 60_000);
    const after = await reception(bob.page);
    expect(after.freezes - before.freezes).toBeLessThanOrEqual(1);
    expect(concealed(before, after)).toBeLessThan(0.05);
    // Lost sound is not sent again: it is in the next packet once more.
    expect(after.protectedPackets - before.protectedPackets).toBeGreaterThan(100);
    expect(after.nacks - before.nacks).toBeGreaterThan(5);
    expect(after.retransmitted - before.retransmitted).toBeGreaterThan(5);
  } finally {
    await close();
  }
});

test("[LINE3] after a change of the network media comes back both ways, and nobody was seen leaving", async () => {
  const { lab, ann, bob, close } = await callInLab();
  try {
    await ann.receivesFrom(1, 0);
    lab.move();
    const movedAt = Date.now();
    await Promise.all([bob.receivesFrom(1), ann.receivesFrom(1, 0)]);
    expect(Date.now() - movedAt).toBeLessThan(10_000);
    expect(await ann.heard()).not.toMatch(/left/);
  } finally {
    await close();
  }
});
