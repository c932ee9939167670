import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { PASSWORD, freshName, startHttp } from "./harness.ts";

test("[LOG1] no cookie, password, ticket or token reaches the log, at any level", async (t) => {
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line) => lines.push(line) });
  const harness = await startHttp({ log });
  t.after(() => harness.close());
  const client = harness.client();
  const credentials = { username: freshName(), password: PASSWORD };
  await client.post("/register/", credentials);
  await client.post("/login/", { ...credentials, password: "a wrong guess" });
  await client.post("/login/", { ...credentials, newPassword: "battery staple" });
  const secrets = [
    PASSWORD,
    "a wrong guess",
    "battery staple",
    "query-secret",
    ...client.cookies.values(),
  ];
  const code = (await client.post("/create-room/")).json()["code"];
  const ticket = (await client.post("/join-room/", { code })).json()["ticket"];
  secrets.push(String(ticket));
  await client.get(`/ws/room/x/?ticket=${String(ticket)}`);
  await client.get("/nope?token=query-secret");
  await client.post("/join-room/?token=query-secret", "{");
  const pair = (
    await client.post("/token/", { ...credentials, password: "battery staple" })
  ).json();
  const [access, refresh] = [String(pair["access"]), String(pair["refresh"])];
  await client.get("/account/", { authorization: `Bearer ${access}` });
  const next = (await client.post("/token/refresh/", { refresh })).json();
  await client.post("/token/refresh/", { refresh });
  await client.post("/guest/", { displayName: "Ada" });
  secrets.push(access, refresh, String(next["refresh"]), client.cookies.get("guestid") ?? "");
  await client.post("/logout/");
  const all = lines.join("");
  for (const secret of secrets) assert.equal(all.includes(secret), false, secret);
  assert.match(all, /"method":"POST","path":"\/join-room\/","status":400,/);
  assert.match(all, /"method":"GET","path":"\/nope","status":404,/);
});

test("[LOG1] requests are not logged at the usual level", async (t) => {
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line) => lines.push(line) });
  const harness = await startHttp({ log });
  t.after(() => harness.close());
  lines.length = 0;
  await harness.client().get("/auth-test/");
  await harness.client().get("/nope");
  assert.deepEqual(lines, []);
});
