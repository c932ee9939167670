/** What must be true behind every proxy that we ship a configuration for. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import { after, before, test } from "node:test";
import { type Deployment, type Proxy, deploy } from "./deployment.ts";
import { SERVER_NAME, type Visitor, objectIn } from "./visitor.ts";

const CREDENTIALS = { password: "correct horse battery" };

/** Tests of one proxy; it is started once for all. */
export function worksBehind(name: string, proxy: Proxy): void {
  let deployment: Deployment;
  before(async () => {
    deployment = await deploy(proxy);
  });
  after(() => deployment.close());

  /** Somebody with an account, signed in. */
  async function member(address: string, username: string): Promise<Visitor> {
    const visitor = deployment.visitor(address);
    const registered = await visitor.post("/register/", { ...CREDENTIALS, username });
    assert.equal(registered.status, 201, registered.text);
    const signedIn = await visitor.post("/login/", { ...CREDENTIALS, username });
    assert.equal(signedIn.status, 200, signedIn.text);
    return visitor;
  }

  async function roomOf(visitor: Visitor): Promise<string> {
    const made = await visitor.post("/create-room/", { access: "open" });
    assert.equal(made.status, 201, made.text);
    return String(objectIn(made.text)["code"]);
  }

  test(`[PROXY3] behind ${name} cookies are Secure, HSTS is set and CSRF is checked`, async () => {
    const ann = await member("127.0.0.11", "ann");
    const again = await ann.post("/login/", { ...CREDENTIALS, username: "ann" });
    assert.equal(again.headers["strict-transport-security"], "max-age=31536000");
    const cookies = again.headers["set-cookie"] ?? [];
    assert.equal(cookies.length, 2);
    for (const cookie of cookies) assert.match(cookie, /; Secure; SameSite=Lax$/);
    const bare = await ann.ask("/create-room/", { method: "POST", body: {} });
    assert.equal(objectIn(bare.text)["code"], "csrf_failed");
    const foreign = { origin: "https://evil.example" };
    const crossed = await ann.post("/login/", { ...CREDENTIALS, username: "ann" }, foreign);
    assert.equal(objectIn(crossed.text)["code"], "foreign_origin");
  });

  test(`[PROXY3] behind ${name} links are those of PUBLIC_URL`, async () => {
    const bob = await member("127.0.0.12", "bob");
    const made = objectIn((await bob.post("/create-room/", {})).text);
    const { code, url } = made;
    assert.equal(url, `https://${bob.host}/${String(code)}`);
    const joined = objectIn((await bob.post("/join-room/", { code })).text);
    assert.equal(joined["wsUrl"], `wss://${bob.host}/ws/room/${String(code)}/`);
  });

  test(`[PROXY3] behind ${name} two people signal over wss, in small frames and large`, async () => {
    const [cat, dan] = [await member("127.0.0.13", "cat"), await member("127.0.0.14", "dan")];
    const code = await roomOf(cat);
    const [one, two] = [cat.connect(code), dan.connect(code)];
    assert.deepEqual([await one.status, await two.status], [101, 101]);
    const welcomes = [await one.next("welcome"), await two.next("welcome")];
    for (const [id, sdp] of ["v=0\r\n", `v=0\r\n${"a".repeat(100_000)}\r\n`].entries()) {
      const description = { type: "offer", sdp };
      one.send({ type: "offer", id: id + 1, to: welcomes[1]?.["self"], description });
      const offer = await two.next("offer");
      assert.deepEqual(offer["description"], description);
      assert.equal(offer["from"], welcomes[0]?.["self"]);
    }
  });

  test(`[PROXY3] behind ${name} a socket with a cookie needs our Origin`, async () => {
    const eve = await member("127.0.0.15", "eve");
    const code = await roomOf(eve);
    for (const origin of ["https://evil.example", `https://evil.${SERVER_NAME}`, "null"]) {
      assert.equal(await eve.connect(code, { origin }).status, 403, origin);
    }
    assert.equal(await eve.connect(code).status, 101);
  });

  const SPOOFED = [
    { "x-forwarded-for": "203.0.113.9" },
    { "x-forwarded-for": "203.0.113.10, 127.0.0.1" },
    { forwarded: "for=203.0.113.11", "x-real-ip": "203.0.113.11", via: "1.1 x" },
    { "x-forwarded-host": "localhost", "x-forwarded-proto": "http" },
  ];

  test(`[PROXY3] behind ${name} throttles count each client's own address`, async () => {
    const enter = (address: string, headers = {}) =>
      deployment.visitor(address).post("/guest/", { displayName: "Ada" }, headers);
    assert.equal((await enter("127.0.0.2")).status, 201);
    assert.equal((await enter("127.0.0.2")).status, 429);
    for (const spoofed of SPOOFED) {
      const status = (await enter("127.0.0.2", spoofed)).status;
      assert.equal(status, 429, JSON.stringify(spoofed));
    }
    const other = await enter("127.0.0.3", SPOOFED[3]);
    assert.equal(other.status, 201, other.text);
    for (const cookie of other.headers["set-cookie"] ?? []) assert.match(cookie, /; Secure/);
  });

  test(`[PROXY3] behind ${name} sockets are counted per client's own address`, async () => {
    const fay = await member("127.0.0.16", "fay");
    const code = await roomOf(fay);
    await fay.connect(code).next("welcome");
    const second = fay.connect(code, { "x-forwarded-for": "203.0.113.9" });
    assert.equal((await second.next("error"))["code"], "too_many_connections");
    const elsewhere = deployment.visitor("127.0.0.17");
    for (const [cookie, value] of fay.cookies) elsewhere.cookies.set(cookie, value);
    await elsewhere.connect(code).next("welcome");
  });

  test(`[PROXY3] behind ${name} bodies are limited, and large answers come whole`, async () => {
    const gus = deployment.visitor("127.0.0.18");
    const refused = await gus.post("/register/", { username: "x".repeat(17_000) });
    assert.equal(refused.status, 413);
    assert.equal(objectIn(refused.text)["code"], "body_too_large");
    assert.equal((await gus.post("/register/", { username: "x".repeat(200_000) })).status, 413);
    const path = "/api/docs/static/swagger-ui-bundle.js";
    const direct = await (await deployment.app.fetch(path)).text();
    assert.ok(direct.length > 1_000_000);
    assert.ok((await gus.get(path)).text === direct);
  });

  test(`[PROXY3] behind ${name} /metrics is not to be found and health is`, async () => {
    const visitor = deployment.visitor("127.0.0.1");
    assert.equal((await visitor.get("/metrics")).status, 404);
    assert.equal((await visitor.get("/metrics", { "x-forwarded-for": "" })).status, 404);
    assert.equal((await visitor.get("/health/ready")).text, '{"status":"ok"}');
  });

  test(`[PROXY3] ${name} sends people from http to https`, async () => {
    const headers = { host: SERVER_NAME };
    const port = deployment.http;
    const outgoing = get({ host: "127.0.0.1", port, path: "/abc-defg-hij?x=1", headers });
    const redirects: (string | undefined)[] = [];
    outgoing.on("response", ({ statusCode, headers: { location } }) => {
      redirects.push(`${statusCode} ${location}`);
      outgoing.destroy();
    });
    await once(outgoing, "close");
    assert.deepEqual(redirects, [`308 https://${SERVER_NAME}/abc-defg-hij?x=1`]);
  });
}
