import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { type Harness, startHttp } from "./harness.ts";
import { assertProblem } from "./problems.ts";
import { PAGE, SCRIPT, buildWebRoot } from "./web-root.ts";

let harness: Harness;
let web: Awaited<ReturnType<typeof buildWebRoot>>;
before(async () => {
  web = await buildWebRoot();
  harness = await startHttp({ webRoot: web.root });
});
after(async () => {
  await harness.close();
  await web.remove();
});

/** What a browser asks for when someone opens an address. */
const NAVIGATION = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

test("[WEB1] the client's own paths give its page, which is always asked for again", async () => {
  const paths = [
    "/",
    "/sign-in",
    "/sign-up/",
    "/sign-in?next=x",
    "/abc-defg-hij",
    "/ABC-defg-HIJ/",
    "/rooms/abc-defg-hij",
  ];
  for (const path of paths) {
    for (const headers of [NAVIGATION, {}]) {
      const answer = await harness.client().get(path, headers);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.text, PAGE);
      assert.equal(answer.headers["content-type"], "text/html; charset=utf-8");
      assert.equal(answer.headers["cache-control"], "no-cache");
      assert.match(
        answer.headers["content-security-policy"]?.toString() ?? "",
        /script-src 'self'/,
      );
    }
  }
});

test("[WEB4] /account and /rooms are pages for who opens them, and the API for programs", async () => {
  for (const path of ["/account", "/account/", "/rooms", "/rooms/?cursor=x"]) {
    const page = await harness.client().get(path, NAVIGATION);
    assert.deepEqual([page.status, page.text], [200, PAGE], path);
    assert.equal(page.headers.vary, "Accept");
    for (const accept of ["application/json", "*/*"]) {
      assertProblem(await harness.client().get(path, { accept }), "not_authenticated", path);
    }
  }
  const sessions = await harness.client().get("/account/sessions/", NAVIGATION);
  assertProblem(sessions, "not_authenticated");
});

test("[WEB1] an unknown path is 404: with the page for a browser, else as a problem", async () => {
  for (const path of ["/nope", "/abc-defg-hi1", "/index.html", "/assets/", "/a/b/c"]) {
    const page = await harness.client().get(path, NAVIGATION);
    assert.equal(page.status, 404, path);
    assert.equal(page.text, PAGE);
    assertProblem(await harness.client().get(path), "not_found", path);
  }
});

test("[WEB1] what is not asked for with GET gets no page", async () => {
  const ask = { method: "POST", path: "/nope", headers: NAVIGATION };
  assertProblem(await harness.client().send(ask), "not_found");
  const wrong = await harness.client().send({ ...ask, path: "/sign-in" });
  assertProblem(wrong, "method_not_allowed");
  const api = await harness.client().get("/register/", NAVIGATION);
  assertProblem(api, "method_not_allowed");
});

test("[WEB2] files with a hash in their name are kept for good, others are asked for again", async () => {
  const script = await harness.client().get("/assets/app-a1b2.js");
  assert.equal(script.text, SCRIPT);
  assert.equal(script.headers["content-type"], "application/javascript; charset=utf-8");
  assert.equal(script.headers["cache-control"], "public, max-age=31536000, immutable");
  const icon = await harness.client().get("/favicon.svg");
  assert.equal(icon.headers["content-type"], "image/svg+xml");
  assert.equal(icon.headers["cache-control"], "no-cache");
  const etag = icon.headers.etag ?? assert.fail("no etag");
  const again = await harness.client().get("/favicon.svg", { "if-none-match": etag });
  assert.equal(again.status, 304);
});

test("[WEB2] a compressed file goes to who takes it", async () => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const url = new URL("/assets/app-a1b2.js", harness.url);
  const headers = { "accept-encoding": "gzip, br" };
  request(url, { headers, agent: false }, (response) => {
    assert.equal(response.headers["content-encoding"], "gzip");
    assert.equal(response.headers["content-type"], "application/javascript; charset=utf-8");
    assert.equal(response.headers["cache-control"], "public, max-age=31536000, immutable");
    assert.match(response.headers.vary ?? "", /accept-encoding/i);
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve(Buffer.concat(chunks)));
  })
    .on("error", reject)
    .end();
  assert.equal(gunzipSync(await promise).toString(), SCRIPT);
  const plain = await harness.client().get("/assets/app-c3d4.css", headers);
  assert.equal(plain.headers["content-encoding"], undefined);
});

test("[WEB2] nothing outside the folder is served", async () => {
  for (const path of [
    "/assets/../../etc/passwd",
    "/..%2f..%2fetc/passwd",
    "/%2e%2e/x",
    "//etc/passwd",
  ]) {
    assertProblem(await harness.client().get(path), "not_found", path);
  }
});

test("[WEB3] without the web client there is the API alone", async (t) => {
  const own = await startHttp();
  t.after(() => own.close());
  for (const path of ["/", "/sign-in", "/abc-defg-hij"]) {
    assertProblem(await own.client().get(path, NAVIGATION), "not_found", path);
  }
});
