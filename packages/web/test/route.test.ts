import assert from "node:assert/strict";
import { test } from "node:test";
import { accountPath, parseRoute, returnPath } from "../src/lib/route.ts";

test("each page has its path, with or without a trailing slash", () => {
  assert.deepEqual(parseRoute("/"), { page: "home" });
  assert.deepEqual(parseRoute("/sign-in/"), { page: "sign-in", from: "/" });
  assert.deepEqual(parseRoute("/sign-up"), { page: "sign-up", from: "/" });
  assert.deepEqual(parseRoute("/qhk-wvze-dtm"), { page: "room", code: "qhk-wvze-dtm" });
  assert.deepEqual(parseRoute("/QHK-WVZE-DTM/"), { page: "room", code: "qhk-wvze-dtm" });
});

test("anything else is not found, the API's paths included", () => {
  for (const path of ["/login/", "/register/", "/room/qhk-wvze-dtm", "/qhkwvzedtm", "/a", "//x"]) {
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
