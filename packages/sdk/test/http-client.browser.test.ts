import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "@parley/protocol";
import { openPage } from "./support/browser.ts";
import type { HttpReply, HttpRequest } from "./support/test-server.ts";

const USER: User = { id: "u1", username: "ada", displayName: "Ada", createdAt: 5 };

test("in a browser the cookies are the browser's, and unsafe requests repeat the token", async (t) => {
  const requests: HttpRequest[] = [];
  const replies: HttpReply[] = [
    {
      status: 200,
      body: USER,
      headers: {
        "set-cookie": ["sessionid=s1; HttpOnly; Path=/", "other=x", "csrftoken=c1.h; Path=/"],
      },
    },
    { status: 200, body: { authenticated: true, user: USER } },
    { status: 204 },
  ];
  const browser = await openPage(new URL("browser/http-page.ts", import.meta.url), (request) => {
    requests.push(request);
    return replies.shift() ?? { status: 500 };
  });
  t.after(() => browser.close());
  const users = await browser.page.evaluate(async () => {
    const signedIn = await window.http.login({ username: "ada", password: "pass" });
    const known = await window.http.authTest();
    await window.http.logout();
    return [signedIn, known];
  });
  assert.deepEqual(users, [USER, USER]);
  assert.deepEqual(
    requests.map(({ path, headers }) => [path, headers["x-csrftoken"]]),
    [
      ["/login/", undefined],
      ["/auth-test/", undefined],
      ["/logout/", "c1.h"],
    ],
  );
  assert.match(requests[2]?.headers.cookie ?? "", /sessionid=s1/);
  assert.deepEqual(browser.complaints, []);
});
