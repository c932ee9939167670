import assert from "node:assert/strict";
import { test } from "node:test";
import { SignalingError } from "../src/errors.ts";
import { Publications } from "../src/publications.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { Queue } from "./support/queue.ts";

type Asked = {
  readonly what: string;
  readonly resolve: (trackId: string) => void;
  readonly reject: (error: Error) => void;
};

function setUp() {
  const clock = new ManualClock();
  const asked = new Queue<Asked>();
  const ask = (what: string): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    asked.push({ what, resolve, reject });
    return promise;
  };
  const publications = new Publications({
    clock,
    random: () => 1,
    publish: (source, { mid, generation }) => ask(`publish ${source} ${mid} ${generation}`),
    unpublish: async (trackId) => {
      await ask(`unpublish ${trackId}`);
    },
  });
  return { clock, asked, publications };
}

const LINE = { mid: "1", generation: 1 };

test("a line is published once, and again when it is another one", async () => {
  const { publications, asked } = setUp();
  publications.want("camera", LINE);
  publications.want("camera", { ...LINE });
  const first = await asked.next();
  assert.equal(first.what, "publish camera 1 1");
  publications.want("camera", { mid: "1", generation: 2 });
  assert.equal(asked.size, 0, "one request at a time");
  first.resolve("t1");
  assert.equal((await asked.next()).what, "publish camera 1 2");
});

test("what is not wanted any more is unpublished by its id, also when the answer is yet to come", async () => {
  const { publications, asked } = setUp();
  publications.want("screen", LINE);
  publications.want("screen", null);
  (await asked.next()).resolve("t1");
  const second = await asked.next();
  assert.equal(second.what, "unpublish t1");
  second.resolve("");
  publications.want("screen", LINE);
  assert.equal((await asked.next()).what, "publish screen 1 1");
});

test("what the server could not take is asked again; what it refuses is not", async () => {
  const { publications, asked, clock } = setUp();
  publications.want("mic", LINE);
  (await asked.next()).reject(new SignalingError("rate_limited"));
  await clock.timerOf(500);
  clock.advance(500);
  const again = await asked.next();
  assert.equal(again.what, "publish mic 1 1");
  again.reject(new SignalingError("not_permitted"));
  publications.want("mic", { mid: "1", generation: 2 });
  assert.equal((await asked.next()).what, "publish mic 1 2");
  assert.equal(clock.pending, 0);
});

test("after a reset an answer to what was asked before means nothing", async () => {
  const { publications, asked, clock } = setUp();
  publications.want("screen", LINE);
  const before = await asked.next();
  publications.reset();
  publications.want("screen", LINE);
  const now = await asked.next();
  before.reject(new SignalingError("connection_lost"));
  now.resolve("t2");
  publications.want("screen", null);
  assert.equal((await asked.next()).what, "unpublish t2");
  publications.want("mic", LINE);
  (await asked.next()).reject(new SignalingError("rate_limited"));
  await clock.timerOf(500);
  publications.reset();
  assert.equal(clock.pending, 0);
});
