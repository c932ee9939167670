/** What an upgrade request says, before there is a socket. */
import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { trusting } from "../../src/identity/client-address.ts";
import { readKnock } from "../../src/ws/knock.ts";

const config = { publicUrl: null, allowedOrigins: ["https://portal.example"], tls: null };
const ENTRANCE = { config, isTrustedProxy: trusting([]) };

type Headers = { readonly [name: string]: string };

function request(url: string, headers: Headers = {}): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.url = url;
  message.headers = { host: "localhost:8000", ...headers };
  return message;
}

const ROOM = "/ws/room/abc-defg-hij/";

function knock(query: string, headers: Headers = {}) {
  const read = readKnock(request(`${ROOM}${query}`, headers), ENTRANCE);
  assert.ok(typeof read !== "string");
  return read;
}

test("an upgrade request brings its credentials along", () => {
  const cookie = "a=b; sessionid=s-1;guestid=g.1 ; csrftoken=x";
  const read = knock("?ticket=t-1", { cookie, authorization: "Bearer x.y.z" });
  assert.equal(read.code, "abc-defg-hij");
  assert.equal(read.ticket, "t-1");
  assert.equal(read.authorization, "Bearer x.y.z");
  assert.equal(read.sessionToken, "s-1");
  assert.equal(read.guestToken, "g.1");
  const bare = knock("");
  const absent = [bare.ticket, bare.authorization, bare.sessionToken, bare.guestToken, bare.resume];
  assert.deepEqual(absent, [null, undefined, undefined, undefined, null]);
});

test("[DOOR6] only where cookies say who comes, the Origin must be ours or allowed", () => {
  const foreign = { origin: "https://evil.example", cookie: "sessionid=s; guestid=g" };
  const read = (query: string, headers: Headers) =>
    readKnock(request(`${ROOM}${query}`, headers), ENTRANCE);
  assert.equal(read("", foreign), "foreign_origin");
  assert.equal(read("?resume=token", foreign), "foreign_origin");
  assert.notEqual(read("?ticket=t", foreign), "foreign_origin");
  assert.notEqual(read("", { ...foreign, authorization: "Bearer x" }), "foreign_origin");
  for (const origin of ["http://localhost:8000", "https://portal.example"]) {
    assert.notEqual(read("", { ...foreign, origin }), "foreign_origin");
  }
});

test("a returning client says where it had got to", () => {
  const read = knock("?resume=token&stream=s-1&seq=12&n=0");
  assert.deepEqual(read.resume, { token: "token", at: { stream: "s-1", seq: 12, n: 0 } });
  assert.deepEqual(knock("?resume=token").resume, { token: "token", at: null });
});

test("where it had got to is dropped when it is no place", () => {
  const wrong = [
    ...["seq=1&n=1", "stream=s&seq=1", "stream=s&n=1", "stream=s&seq=&n=1", "stream=s&seq=x&n=1"],
    ...[
      "stream=s&seq=-1&n=1",
      "stream=s&seq=1.5&n=1",
      "stream=s&seq=1e3&n=1",
      "stream=s&seq= 1&n=1",
    ],
    "stream=s&seq=9007199254740993&n=1",
    "stream=s&seq=99999999999999999999&n=1",
    "stream=s&seq=0x10&n=1",
  ];
  for (const query of wrong) {
    const read = knock(`?resume=token&${query}`);
    assert.deepEqual(read.resume, { token: "token", at: null }, query);
  }
});
