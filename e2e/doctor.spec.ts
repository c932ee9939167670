import { isAccessible } from "./support/accessible.ts";
import { Coturn } from "./support/coturn.ts";
import { Doctor } from "./support/doctor.ts";
import { type Page, expect, test as base } from "./support/fixtures.ts";
import { Server } from "./support/server.ts";

const ANNOUNCED = { MEDIA_ANNOUNCED_IP: "192.0.2.1" };

type Fixtures = {
  /** Beside the shared server, waiting for a browser. */
  doctor: Doctor;
  /** One that tells browsers an address at which nobody is, and its doctor. */
  wrong: { readonly server: Server; readonly doctor: Doctor };
  /** One that has a relay. */
  relayed: { readonly server: Server; readonly coturn: Coturn };
};

const test = base.extend<Fixtures>({
  doctor: async ({ server }, provide) => {
    const doctor = await Doctor.start(server);
    await provide(doctor);
    await doctor.stop();
  },
  wrong: async ({ browserName }, provide) => {
    const server = await Server.start(`wrong-${browserName}`, ANNOUNCED);
    const doctor = await Doctor.start(server, ANNOUNCED);
    await provide({ server, doctor });
    await doctor.stop();
    await server.remove();
  },
  relayed: async ({ browserName }, provide) => {
    const coturn = await Coturn.start();
    const server = await Server.start(`relayed-${browserName}`, coturn.env);
    await provide({ server, coturn });
    await server.remove();
    await coturn.stop();
  },
});

const calm = { reducedMotion: "reduce" } as const;

/** What the page shows of one check. */
function line(page: Page, title: string) {
  return page.getByRole("listitem").filter({ hasText: title });
}

test("[DOCTOR11] a phone opens the doctor's link, and both say that everything works", async ({
  doctor,
  person,
}) => {
  const gus = await person("Gus", { account: false, context: calm });
  await gus.page.goto(doctor.link);
  await expect(gus.heading("Everything works")).toBeVisible();
  await expect(line(gus.page, "Sending sound and pictures")).toContainText(/by UDP/);
  await expect(line(gus.page, "Receiving sound and pictures")).toContainText(/by UDP/);
  await expect(gus.page.getByText("Works:")).toHaveCount(7);
  const { said, code } = await doctor.ended();
  expect(said).toMatch(/^ok {4}browser: media up .* by UDP/m);
  expect(said).toMatch(/^ok {4}browser: media down .* by UDP/m);
  expect(code, said).toBe(0);
  await isAccessible(gus.page, "the doctor's page, all well");
});

test("[DOCTOR11] somebody who is signed in stays who they are, and may check once only", async ({
  doctor,
  person,
}) => {
  const ann = await person("Ann", { context: calm, mayLog: /410/ });
  await ann.page.goto(doctor.link);
  await expect(ann.heading("Everything works")).toBeVisible();
  expect((await doctor.ended()).code).toBe(0);
  await ann.page.reload();
  await expect(ann.heading("This check is over")).toBeVisible();
  await isAccessible(ann.page, "the doctor's page, over");
  await ann.page.goto("/account");
  await expect(ann.heading("Account")).toBeVisible();
});

test("[DOCTOR12] where media is announced wrong, the page and the doctor say what to set", async ({
  wrong: { server, doctor },
  person,
}) => {
  const gus = await person("Gus", { account: false, context: calm, url: server.url });
  await gus.page.goto(doctor.link);
  // The browser is given ten seconds to find a way.
  await expect(gus.heading("Something is in the way")).toBeVisible({ timeout: 25_000 });
  const sending = line(gus.page, "Sending sound and pictures");
  await expect(sending).toContainText("Does not work");
  await expect(sending).toContainText(/Nothing comes back from 192\.0\.2\.1:\d+ by UDP\./);
  await expect(sending).toContainText("MEDIA_ANNOUNCED_IP");
  await expect(sending).toContainText(/UDP port \d+ has to be open/);
  const { said, code } = await doctor.ended();
  expect(said).toMatch(/^FAIL {2}browser: media up .*192\.0\.2\.1.*\n.*MEDIA_ANNOUNCED_IP/m);
  expect(code).toBe(1);
  await isAccessible(gus.page, "the doctor's page, no media");
});

test("[DOCTOR11] a relay is tried as well, and a browser can be the doctor's own", async ({
  relayed: { server, coturn },
}) => {
  const { said, code } = await Doctor.withBrowser(server, coturn.env);
  expect(said).toMatch(/^ok {4}relay .*turn:127\.0\.0\.1:\d+ makes relays/m);
  expect(said).toMatch(/^ok {4}browser: media up /m);
  expect(said).toMatch(/^ok {4}browser: relay +Media gets through it by UDP/m);
  expect(code, said).toBe(0);
});
