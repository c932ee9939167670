import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { LIMITS, ParleyError } from "@parley/protocol";
import { SigningKeys } from "../../src/identity/signing-keys.ts";
import type { SigningKeyStore, Stores } from "../../src/runtime/ports.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { openStores } from "./fixtures.ts";

function keysOf(
  { signingKeys: store }: Pick<Stores, "signingKeys">,
  clock: FakeClock,
  secret = "a secret",
) {
  return new SigningKeys({ store, secret: Buffer.from(secret), clock, limits: LIMITS });
}

async function setUp(t: TestContext) {
  const stores = await openStores(t);
  const clock = new FakeClock();
  return { stores, clock, keys: keysOf(stores, clock) };
}

test("[TOKEN6] a key is made when there is none, and used again after a restart", async (t) => {
  const { stores, clock, keys } = await setUp(t);
  const { id } = await keys.current();
  clock.advance(LIMITS.signingKeyMs - 1);
  assert.equal((await keys.current()).id, id);
  assert.equal((await keysOf(stores, clock).current()).id, id);
  assert.equal((await stores.signingKeys.list()).length, 1);
});

test("[TOKEN6] the private key is stored encrypted", async (t) => {
  const { stores, keys } = await setUp(t);
  const { privateKey } = await keys.current();
  const { d = "" } = privateKey.export({ format: "jwk" });
  assert.match(d, /^[\w-]{43}$/);
  const [row] = await stores.signingKeys.list();
  assert.ok(row !== undefined);
  const bytes = Buffer.from(row.privateKey, "base64url").toString("latin1");
  for (const secret of [d, '"d"']) {
    assert.equal(row.privateKey.includes(secret) || bytes.includes(secret), false);
  }
  assert.doesNotMatch(row.publicKey, /"d"/);
});

test("[TOKEN6] an old key gives way to a new one, and is published for a day longer", async (t) => {
  const { stores, clock, keys } = await setUp(t);
  const old = await keys.current();
  clock.advance(LIMITS.signingKeyMs);
  const young = await keys.current();
  assert.notEqual(young.id, old.id);
  assert.deepEqual(await published(keys), [young.id, old.id]);
  assert.notEqual(await keys.publicKey(old.id), null);
  clock.advance(LIMITS.signingKeyKeptMs);
  assert.deepEqual(await published(keys), [young.id]);
  assert.equal(await keys.publicKey(old.id), null);
  clock.advance(LIMITS.signingKeyMs - LIMITS.signingKeyKeptMs);
  const next = await keys.current();
  const stored = (await stores.signingKeys.list()).map(({ id }) => id);
  assert.deepEqual(stored, [next.id, young.id], "the oldest left the store");
});

test("[TOKEN6] keys are published without their private part", async (t) => {
  const { keys } = await setUp(t);
  const [key, ...others] = await keys.jwks();
  assert.deepEqual(others, []);
  const fields = ["alg", "crv", "kid", "kty", "use", "x", "y"];
  assert.deepEqual(Object.keys(key ?? {}).toSorted(), fields);
  assert.deepEqual([key?.kty, key?.crv, key?.alg, key?.use], ["EC", "P-256", "ES256", "sig"]);
  assert.equal(key?.kid, (await keys.current()).id);
});

test("[TOKEN6] many who need a key at once get one and the same", async (t) => {
  const { stores, keys } = await setUp(t);
  const all = await Promise.all(Array.from({ length: 10 }, () => keys.current()));
  assert.equal(new Set(all.map(({ id }) => id)).size, 1);
  assert.equal((await stores.signingKeys.list()).length, 1);
});

test("[TOKEN6] two servers that make a key at once know each other's", async (t) => {
  const { stores, clock, keys } = await setUp(t);
  const other = keysOf(stores, clock);
  const [mine, theirs] = await Promise.all([keys.current(), other.current()]);
  for (const id of [mine.id, theirs.id]) {
    assert.notEqual(await keys.publicKey(id), null);
    assert.notEqual(await other.publicKey(id), null);
  }
});

test("[TOKEN8] a node publishes within seconds a key that another one has made", async (t) => {
  const { stores, clock, keys } = await setUp(t);
  const other = keysOf(stores, clock);
  const old = await keys.current();
  clock.advance(LIMITS.signingKeyMs - 1);
  assert.equal((await other.current()).id, old.id);
  assert.deepEqual(await published(other), [old.id]);
  clock.advance(1);
  const young = await keys.current();
  assert.equal((await keysOf(stores, clock).current()).id, young.id);
  clock.advance(LIMITS.signingKeysFreshMs);
  assert.deepEqual(await published(other), [young.id, old.id]);
  assert.equal((await other.current()).id, young.id);
});

test("[TOKEN8] keys that two nodes make at the same moment are both published by both", async (t) => {
  const { stores, clock } = await setUp(t);
  const nodes = [findingNone(stores, clock), findingNone(stores, clock)];
  for (const node of nodes) await node.current();
  const ids = (await stores.signingKeys.list()).map(({ id }) => id).toSorted();
  assert.equal(ids.length, 2, "each made one");
  clock.advance(LIMITS.signingKeysFreshMs);
  for (const node of nodes) assert.deepEqual((await published(node)).toSorted(), ids);
});

test("[TOKEN8] the store is asked for keys every 2 s at most, and while it is away what is at hand is published", async (t) => {
  const { stores, clock } = await setUp(t);
  let asked = 0;
  let away = false;
  const list = async () => {
    asked += 1;
    if (away) throw new ParleyError("unavailable");
    return await stores.signingKeys.list();
  };
  const keys = keysOf({ signingKeys: withList(stores.signingKeys, list) }, clock);
  const { id } = await keys.current();
  asked = 0;
  away = true;
  const many = () => Promise.all(Array.from({ length: 20 }, () => published(keys)));
  assert.deepEqual(new Set((await many()).flat()), new Set([id]));
  assert.equal(asked, 0);
  clock.advance(LIMITS.signingKeysFreshMs);
  assert.deepEqual(new Set((await many()).flat()), new Set([id]));
  assert.equal(asked, 1);
});

/** A node that looks for a key before another one's is stored. */
function findingNone({ signingKeys: real }: Stores, clock: FakeClock): SigningKeys {
  let isFirst = true;
  const list = async () => {
    const rows = isFirst ? [] : await real.list();
    isFirst = false;
    return rows;
  };
  return keysOf({ signingKeys: withList(real, list) }, clock);
}

function withList(real: SigningKeyStore, list: SigningKeyStore["list"]): SigningKeyStore {
  return {
    list,
    create: (key) => real.create(key),
    removeBefore: (createdAt) => real.removeBefore(createdAt),
  };
}

async function published(keys: SigningKeys): Promise<string[]> {
  return (await keys.jwks()).map(({ kid }) => kid);
}

test("[TOKEN6] a key that another SECRET sealed is neither used nor published", async (t) => {
  const { stores, clock, keys } = await setUp(t);
  const foreign = await keysOf(stores, clock, "another secret").current();
  const own = await keys.current();
  assert.notEqual(own.id, foreign.id);
  assert.equal(await keys.publicKey(foreign.id), null);
  assert.deepEqual(
    (await keys.jwks()).map(({ kid }) => kid),
    [own.id],
  );
});

test("[TOKEN6] a public key that was slipped into the table is not believed", async (t) => {
  const { stores, clock, keys } = await setUp(t);
  const own = await keys.current();
  const foreign = await keysOf(await openStores(t), clock, "another secret").current();
  const publicKey = JSON.stringify(foreign.publicKey.export({ format: "jwk" }));
  const [row] = await stores.signingKeys.list();
  assert.ok(row !== undefined);
  await stores.signingKeys.create({ ...row, id: foreign.id, publicKey });
  assert.equal(await keys.publicKey(foreign.id), null);
  assert.notEqual(await keys.publicKey(own.id), null);
});

test("unknown key ids are no keys", async (t) => {
  const { keys } = await setUp(t);
  await keys.current();
  for (const id of [undefined, "", "../../etc/passwd", "' OR 1=1 --", "__proto__"]) {
    assert.equal(await keys.publicKey(id), null, String(id));
  }
});
