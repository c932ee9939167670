import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { LIMITS } from "@parley/protocol";
import type { Stores } from "../../src/runtime/ports.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { signedInClient, startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";
import { replacing } from "./replacing.ts";

/** A clock that says when a timer starts. */
class WatchedClock extends FakeClock {
  readonly #started = Promise.withResolvers<number>();
  readonly started = this.#started.promise;

  override after(ms: number, fn: () => void): () => void {
    this.#started.resolve(ms);
    return super.after(ms, fn);
  }
}

async function halfOpen(t: TestContext, url: string, bytes: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  t.after(() => socket.destroy());
  // The server may end it with a reset.
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(bytes);
}

const HEAD = "POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

test(
  "[STOP2] clients that never end their requests hold a stop up for 5 s at most",
  { timeout: 20_000 },
  async (t) => {
    const clock = new WatchedClock();
    const harness = await startHttp({ clock });
    for (const bytes of ["GET / HT", `${HEAD}Content-Length: 9\r\n\r\n{`]) {
      await halfOpen(t, harness.url, bytes);
    }
    // Its answer says that what was sent before it has arrived.
    await harness.client().get("/auth-test/");
    const closing = harness.close();
    assert.equal(await clock.started, LIMITS.httpCloseTimeoutMs);
    clock.advance(LIMITS.httpCloseTimeoutMs);
    await closing;
    assert.equal(clock.waiting, 0);
  },
);

/** The real stores, but looking for a room takes until `release`. */
function gated() {
  const [asked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const stores = (real: Stores): Stores => {
    const byCode = async (code: string) => {
      asked.resolve();
      await released.promise;
      return real.rooms.byCode(code);
    };
    return { ...real, rooms: replacing(real.rooms, "byCode", byCode) };
  };
  return { stores, asked: asked.promise, release: () => released.resolve() };
}

test("[STOP2] a request in progress gets its answer, and no timer is left", async () => {
  const { stores, asked, release } = gated();
  const clock = new WatchedClock();
  const harness = await startHttp({ clock, stores });
  const client = await signedInClient(harness);
  const answer = client.get("/room/zzz-zzzz-zzz/");
  await asked;
  const closing = harness.close();
  await clock.started;
  release();
  assertProblem(await answer, "room_not_found");
  await closing;
  assert.equal(clock.waiting, 0);
});

test("[STOP2] closing twice is closing once", async () => {
  const harness = await startHttp();
  await harness.app.close();
  await harness.close();
});
