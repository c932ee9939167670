import { callOfTwo } from "./support/call-of-two.ts";
import { expect, test } from "./support/fixtures.ts";

test("[STAGE1] who is pinned is large, for as long as they are there", async ({ person }) => {
  const { ann, bob } = await callOfTwo(person);
  await ann.receivesFrom(1);
  const width = async () => (await ann.tile("Bob").boundingBox())?.width ?? 0;
  const own = async () => (await ann.tile("You").boundingBox())?.width ?? 0;
  const before = await width();
  await ann.tile("Bob").hover();
  await ann.button("Pin Bob").click();
  await expect(ann.button(/Unpin Bob|Pin Bob/)).toHaveAttribute("aria-pressed", "true");
  await expect.poll(width).toBeGreaterThan(before);
  await expect.poll(async () => (await width()) / (await own())).toBeGreaterThan(3);
  await bob.leave();
  await expect(ann.tile("Bob")).toHaveCount(0);
  await expect(ann.page.getByRole("button", { pressed: true, name: /[Pp]in / })).toHaveCount(0);
  await expect.poll(own).toBeGreaterThan(before);
});

test("[STAGE2] the connection's details show what is sent and received, and their rates move", async ({
  person,
}) => {
  const { ann } = await callOfTwo(person);
  await ann.receivesFrom(1);
  await ann.button("More").click();
  await ann.choose("Connection details");
  const panel = ann.page.getByRole("complementary", { name: "Connection details" });
  await expect(panel.getByText("Via the server")).toBeVisible();
  await expect(panel.getByText(/^\d+ ms$/)).toBeVisible();
  const received = panel.getByRole("row").filter({ hasText: "Bob" }).filter({ hasText: "Camera" });
  await expect(received).toContainText(/\d+ × \d+/);
  await expect(received).toContainText(/[\d.]+ [kM]bit\/s/);
  await expect(received).toContainText("VP8");
});
