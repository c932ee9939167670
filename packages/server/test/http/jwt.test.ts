/** What is known to be tried against JWTs (RFC 8725), against a running server. */
import assert from "node:assert/strict";
import {
  type KeyObject,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
} from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { LIMITS } from "@parley/protocol";
import { type Harness, type Program, signedInProgram, startHttp } from "./harness.ts";
import type { Answer } from "./http-client.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
let program: Program;
let ownKey: KeyObject;
let claims: ReturnType<typeof decodeJwt>;
let kid: string;
before(async () => {
  harness = await startHttp();
  program = await signedInProgram(harness);
  ownKey = (await harness.signingKeys.current()).privateKey;
  claims = decodeJwt(program.access);
  kid = decodeProtectedHeader(program.access).kid ?? assert.fail("no kid");
});
after(() => harness.close());

const attacker = generateKeyPairSync("ec", { namedCurve: "P-256" });

type Fields = { readonly [name: string]: unknown };

type Change = {
  readonly header?: Fields;
  readonly payload?: Fields;
  readonly key?: KeyObject;
  readonly hash?: string;
};

function encoded(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return Buffer.from(text).toString("base64url");
}

/** A token as the server makes it, but for the changes; undefined leaves a field out. */
function token({ header, payload, key = ownKey, hash = "sha256" }: Change): string {
  const head = encoded({ alg: "ES256", typ: "at+jwt", kid, ...header });
  const text = `${head}.${encoded({ ...claims, ...payload })}`;
  const signature = sign(hash, Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}

async function ask(access: string): Promise<Answer> {
  return harness.client().get("/account/", { authorization: `Bearer ${access}` });
}

async function assertRefused(access: string, about: string): Promise<void> {
  assertProblem(await ask(access), "not_authenticated", about);
}

test("[TOKEN1] an access token is a JWT of 10 minutes, signed with ES256 by a published key", async () => {
  const { alg, typ } = decodeProtectedHeader(program.access);
  assert.deepEqual([alg, typ], ["ES256", "at+jwt"]);
  const { jti, fam, sub, iat, exp, ...rest } = claims;
  assert.deepEqual(rest, { iss: "urn:parley", aud: "parley" });
  const account = await harness.stores.accounts.byUsernameKey(program.username);
  assert.equal(sub, account?.id);
  assert.match(jti ?? "", /^[\w-]{22}$/);
  assert.equal(program.refresh.split(".")[0], fam);
  assert.equal(iat, harness.clock.now() / 1000);
  assert.equal(exp, iat + 600);
  const keys = (await harness.client().get("/.well-known/jwks.json")).json()["keys"];
  assert.ok(Array.isArray(keys) && keys.some((key: { kid?: string }) => key.kid === kid));
});

test("[TOKEN2] a token that is signed here in the right way is taken: the forger works", async () => {
  assert.equal((await ask(token({}))).status, 200);
});

test("[TOKEN2] alg none is refused, however it is written", async () => {
  for (const alg of ["none", "None", "NONE", "nOnE", "", null]) {
    const head = encoded({ alg, typ: "at+jwt", kid });
    await assertRefused(`${head}.${encoded(claims)}.`, `${alg} without a signature`);
    await assertRefused(`${head}.${encoded(claims)}`, `${alg} in two parts`);
    const signature = program.access.split(".")[2] ?? "";
    await assertRefused(`${head}.${encoded(claims)}.${signature}`, `${alg} with a signature`);
  }
});

test("[TOKEN2] HS256 with the public key as its secret is refused", async () => {
  const publicKey = createPublicKey(ownKey);
  const secrets = [
    publicKey.export({ format: "pem", type: "spki" }),
    publicKey.export({ format: "der", type: "spki" }),
    JSON.stringify(publicKey.export({ format: "jwk" })),
    "",
  ];
  for (const secret of secrets) {
    for (const [alg, hash] of Object.entries({ HS256: "sha256", HS512: "sha512" })) {
      const text = `${encoded({ alg, typ: "at+jwt", kid })}.${encoded(claims)}`;
      const signature = createHmac(hash, secret).update(text).digest("base64url");
      await assertRefused(`${text}.${signature}`, alg);
    }
  }
});

test("[TOKEN2] another algorithm and another key are refused under the right kid", async () => {
  await assertRefused(token({ key: attacker.privateKey }), "another key");
  const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
  await assertRefused(token({ header: { alg: "ES384" }, key: p384, hash: "sha384" }), "ES384");
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  await assertRefused(token({ header: { alg: "RS256" }, key: rsa }), "RS256");
  for (const alg of ["ES384", "RS256", "HS256", "EdDSA", "ES256K", "es256", ["ES256"], undefined]) {
    await assertRefused(token({ header: { alg } }), `${String(alg)} with our own key`);
  }
});

test("[TOKEN2] a kid that names no key of ours is refused, whatever it spells", async () => {
  const kids = [
    "unknown",
    "",
    `${kid} `,
    "../../../../dev/null",
    "/proc/self/environ",
    "' OR '1'='1",
    "x' UNION SELECT 'key' --",
    "https://evil.example/key",
    "__proto__",
    "\u0000",
    "x".repeat(2000),
  ];
  for (const name of kids) {
    await assertRefused(token({ header: { kid: name } }), name.slice(0, 30));
  }
  for (const odd of [undefined, null, 5, ["a"], [kid], { a: 1 }]) {
    await assertRefused(token({ header: { kid: odd } }), JSON.stringify(odd));
  }
  assert.equal((await harness.stores.signingKeys.list()).length, 1);
});

test("[TOKEN2] keys that the token brings along are ignored, and nobody is asked for them", async (t) => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys: [{ ...jwk, kid }] }));
  });
  const jwk = attacker.publicKey.export({ format: "jwk" });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const url = `http://127.0.0.1:${address.port}/jwks.json`;
  const der = attacker.publicKey.export({ format: "der", type: "spki" }).toString("base64");
  const headers: Fields[] = [{ jwk }, { jku: url }, { x5u: url }, { x5c: [der] }];
  for (const header of headers) {
    for (const name of [kid, "evil", undefined]) {
      const forged = token({ header: { ...header, kid: name }, key: attacker.privateKey });
      await assertRefused(forged, JSON.stringify(header).slice(0, 20));
    }
  }
  assert.equal(asked, 0);
});

test("[TOKEN2] issuer, audience, type and times must be right", async () => {
  const now = harness.clock.now() / 1000;
  const wrong: Fields[] = [
    ...["https://evil.example", "urn:parley ", "", undefined].map((iss) => ({ iss })),
    ...["other", "Parley", [], ["other"], undefined].map((aud) => ({ aud })),
    ...[now, now - 1, 0, undefined].map((exp) => ({ exp })),
    { nbf: now + 1 },
    ...[{ sub: undefined }, { jti: undefined }, { fam: undefined }, { fam: 5 }, { fam: "other" }],
  ];
  for (const payload of wrong) await assertRefused(token({ payload }), JSON.stringify(payload));
  for (const typ of ["JWT", "", undefined, "logout+jwt"]) {
    await assertRefused(token({ header: { typ } }), String(typ));
  }
  assert.equal((await ask(token({ payload: { nbf: now } }))).status, 200);
});

test("[TOKEN2] a token is no good after 10 minutes", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  const other = await signedInProgram(own);
  own.clock.advance(LIMITS.accessTokenMs - 1000);
  assert.equal((await other.send({ path: "/account/" })).status, 200);
  own.clock.advance(1000);
  assertProblem(await other.send({ path: "/account/" }), "not_authenticated");
});

test("[TOKEN2] a changed payload or signature is refused", async () => {
  const [head = "", , signature = ""] = program.access.split(".");
  const other = await signedInProgram(harness);
  const changed = encoded({ ...claims, sub: decodeJwt(other.access).sub });
  await assertRefused(`${head}.${changed}.${signature}`, "changed payload");
  const zeros = Buffer.alloc(64).toString("base64url");
  const body = program.access.split(".")[1] ?? "";
  for (const bad of [zeros, "", signature.slice(0, -4), `${signature}AAAA`, signature.slice(4)]) {
    await assertRefused(`${head}.${body}.${bad}`, `signature ${bad}`);
  }
});

test("[TOKEN2] account and family must belong together", async () => {
  const other = decodeJwt((await signedInProgram(harness)).access);
  await assertRefused(token({ payload: { sub: other.sub } }), "another account");
  await assertRefused(token({ payload: { fam: other["fam"] } }), "another family");
});

test("[TOKEN2] a token of another installation is refused", async (t) => {
  const elsewhere = await startHttp();
  t.after(() => elsewhere.close());
  await assertRefused((await signedInProgram(elsewhere)).access, "another installation");
});

test("[TOKEN2] PUBLIC_URL is the issuer, and no other is taken", async (t) => {
  const own = await startHttp({ env: { PUBLIC_URL: "https://meet.example.org" } });
  t.after(() => own.close());
  const other = await signedInProgram(own);
  assert.equal(decodeJwt(other.access).iss, "https://meet.example.org");
  const { id, privateKey } = await own.signingKeys.current();
  const payload = { ...decodeJwt(other.access), iss: "urn:parley" };
  const forged = token({ header: { kid: id }, payload, key: privateKey });
  const headers = { authorization: `Bearer ${forged}` };
  assertProblem(await own.client().get("/account/", headers), "not_authenticated");
});

test("[TOKEN2] headers that a reader must understand, and does not, are refused", async () => {
  const odd: Fields[] = [
    { crit: ["exp"] },
    { crit: [] },
    { crit: "x" },
    { crit: ["b64"], b64: false },
  ];
  for (const header of odd) await assertRefused(token({ header }), JSON.stringify(header));
  assert.equal((await ask(token({ header: { unheard: "of" } }))).status, 200);
});

test("[TOKEN2] what is no JWT at all is nobody, and no fault of the server", async () => {
  const [head = "", body = "", signature = ""] = program.access.split(".");
  const texts = [
    ...[".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d.e", head, `${head}.`, `${head}..`],
    ...[`${head}.${body}.${signature}.`, `.${body}.${signature}`, program.access.toLowerCase()],
    ...["[]", "null", "5", '"x"', "{", ""].map((json) => `${encoded(json)}.${body}.${signature}`),
    ...["[]", "null", "5"].map((json) => `${head}.${encoded(json)}.${signature}`),
    ...[encoded('{"alg":"ES256","__proto__":{"kid":"x"}}'), "x".repeat(8000), "-", "_._._"],
    program.refresh,
  ];
  for (const text of texts) await assertRefused(text, text.slice(0, 60));
});
