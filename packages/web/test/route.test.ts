import assert from "node:assert/strict";
import { test } from "node:test";
import { accountPath, parseRoute, returnPath, roomPath } from "../src/lib/route.ts";

const ROOM = { page: "room", code: "qhk-wvze-dtm", invite: null } as const;

test("each page has its path, with or without a trailing slash", () => {
  assert.deepEqual(parseRoute("/"), { page: "home" });
  assert.deepEqual(parseRoute("/sign-in/"), { page: "sign-in", from: "/" });
  assert.deepEqual(parseRoute("/sign-up"), { page: "sign-up", from: "/" });
  assert.deepEqual(parseRoute("/qhk-wvze-dtm"), ROOM);
  assert.deepEqual(parseRoute("/QHK-WVZE-DTM/"), ROOM);
  assert.deepEqual(parseRoute("/account/"), { page: "account" });
  assert.deepEqual(parseRoute("/rooms"), { page: "rooms" });
  assert.deepEqual(parseRoute("/rooms/QHK-wvze-dtm/"), {
    page: "room-page",
    code: "qhk-wvze-dtm",
  });
  assert.deepEqual(parseRoute("/doctor/qhk-wvze-dtm"), { page: "doctor", code: "qhk-wvze-dtm" });
});

test("anything else is not found, the API's paths included", () => {
  for (const path of [
    "/login/",
    "/register/",
    "/room/qhk-wvze-dtm",
    "/qhkwvzedtm",
    "/a",
    "//x",
    "/rooms/x",
    "/doctor",
    "/doctor/x",
  ]) {
    assert.deepEqual(parseRoute(path), { page: "not-found" }, path);
  }
});

test("signing in leads back to the room one came from", () => {
  const path = accountPath("sign-in", "/qhk-wvze-dtm");
  const url = new URL(path, "http://127.0.0.1:8000");
  assert.deepEqual(parseRoute(url.pathname, url.search), {
    page: "sign-in",
    from: "/qhk-wvze-dtm",
  });
  assert.equal(accountPath("sign-up"), "/sign-up");
});

test("an invite link keeps its token, also through signing in", () => {
  const path = roomPath("qhk-wvze-dtm", "a+b/c=");
  const url = new URL(path, "http://127.0.0.1:8000");
  assert.deepEqual(parseRoute(url.pathname, url.search), { ...ROOM, invite: "a+b/c=" });
  const signIn = new URL(accountPath("sign-in", path), url);
  assert.deepEqual(parseRoute(signIn.pathname, signIn.search), { page: "sign-in", from: path });
});

test("signing in leads back to the pages that ask for it", () => {
  for (const path of ["/account", "/rooms", "/rooms/qhk-wvze-dtm"]) {
    assert.equal(returnPath(path), path);
  }
});

test("nothing leads to another site, nor to where nothing is", () => {
  const crafted = [
    null,
    "",
    "https://evil.example/qhk-wvze-dtm",
    "//evil.example/qhk-wvze-dtm",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "/sign-in",
    "/api/docs/",
  ];
  for (const from of crafted) assert.equal(returnPath(from), "/", String(from));
});
