import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  type Harness,
  PASSWORD,
  freshName,
  signedInClient,
  signedInProgram,
  startHttp,
} from "./harness.ts";
import { assertProblem } from "./problems.ts";

let harness: Harness;
before(async () => {
  harness = await startHttp();
});
after(() => harness.close());

test("[TOKEN7] a bearer token does on every route, without a CSRF token", async () => {
  const program = await signedInProgram(harness);
  const code = (await program.send({ method: "POST", path: "/create-room/", body: {} })).json()[
    "code"
  ];
  const asks = [
    { path: "/auth-test/" },
    { path: "/account/" },
    { method: "PATCH", path: "/account/", body: { displayName: "A Program" } },
    { path: "/account/sessions/" },
    { method: "DELETE", path: "/account/sessions/" },
    {
      method: "POST",
      path: "/account/password/",
      body: { password: PASSWORD, newPassword: "battery staple" },
    },
    { method: "POST", path: "/join-room/", body: { code } },
    { path: `/room/${String(code)}/` },
    { path: "/rooms/" },
    { method: "PATCH", path: `/room/${String(code)}/`, body: { name: "Weekly" } },
    { method: "DELETE", path: "/account/" },
  ];
  for (const ask of asks) {
    const answer = await program.send(ask);
    assert.ok(answer.status < 300, `${ask.method} ${ask.path}: ${answer.text}`);
    assert.equal(answer.headers["set-cookie"], undefined, ask.path);
  }
});

test("[TOKEN7] signing out with a bearer token ends its family and clears no cookie", async () => {
  const program = await signedInProgram(harness);
  const answer = await program.send({ method: "POST", path: "/logout/" });
  assert.equal(answer.status, 204);
  assert.equal(answer.headers["set-cookie"], undefined);
  assertProblem(await program.send({ path: "/account/" }), "not_authenticated");
  const again = await harness.client().post("/token/refresh/", { refresh: program.refresh });
  assertProblem(again, "invalid_refresh_token");
});

test("[TOKEN7] an Authorization header that does not hold is not saved by a cookie", async () => {
  const client = await signedInClient(harness);
  await client.post("/guest/", { displayName: "Ada" });
  const { access, refresh } = await signedInProgram(harness);
  const headers = [
    "",
    "Bearer",
    "Bearer ",
    "Bearer x",
    `Bearer ${access}x`,
    `Bearer ${refresh}`,
    `Bearer ${access} ${access}`,
    `Bearer ${access}, Bearer ${access}`,
    `Bearer, ${access}`,
    `Token ${access}`,
    access,
    `Basic ${Buffer.from(`ada:${PASSWORD}`).toString("base64")}`,
  ];
  for (const authorization of headers) {
    for (const path of ["/auth-test/", "/account/", "/room/abc-defg-hij/"]) {
      const answer = await client.get(path, { authorization });
      assertProblem(answer, "not_authenticated", `${path} ${authorization.slice(0, 20)}`);
    }
    const token = client.cookies.get("csrftoken") ?? "";
    const ask = { method: "POST", path: "/create-room/", body: {} };
    const unsafe = { ...ask, headers: { authorization, "x-csrftoken": token } };
    assertProblem(await client.send(unsafe), "not_authenticated", authorization.slice(0, 20));
  }
  assert.equal((await client.get("/auth-test/")).status, 200);
});

test("[TOKEN7] a bearer token counts more than the cookies beside it", async () => {
  const client = await signedInClient(harness);
  const program = await signedInProgram(harness);
  for (const scheme of ["Bearer", "bearer", "BEARER"]) {
    const authorization = `${scheme} ${program.access}`;
    const user = (await client.get("/account/", { authorization })).json();
    assert.equal(user["username"], program.username);
    const body = { displayName: scheme };
    const ask = { method: "PATCH", path: "/account/", body, headers: { authorization } };
    assert.equal((await client.send(ask)).json()["displayName"], scheme);
  }
});

test("[TOKEN7] a session that does not hold makes room for the guest cookie", async () => {
  const client = harness.client();
  const credentials = { username: freshName(), password: PASSWORD };
  await client.post("/register/", credentials);
  await client.post("/guest/", { displayName: "Ada" });
  assertProblem(await client.get("/account/"), "account_required");
  client.cookies.set("sessionid", "A".repeat(43));
  assertProblem(await client.get("/account/"), "account_required");
  await client.post("/login/", credentials);
  assert.equal((await client.get("/account/")).status, 200);
});
