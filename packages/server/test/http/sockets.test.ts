import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { ERRORS, type ErrorCode, Problem, decodeJson } from "@parley/protocol";
import { Check } from "typebox/value";
import { type Harness, startHttp } from "./harness.ts";

let harness: Harness;
before(async () => {
  harness = await startHttp({ limits: { upgradeTimeoutMs: 200, requestTimeoutMs: 400 } });
});
after(() => harness.close());

/** Sends bytes as they are and returns all that comes back until the server closes. */
async function exchange(...parts: string[]): Promise<string> {
  const socket = connect(Number(new URL(harness.url).port), "127.0.0.1");
  for (const part of parts) socket.write(part);
  return text(socket);
}

function assertRawProblem(answer: string, code: ErrorCode): void {
  const { status } = ERRORS[code];
  assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
  assert.match(answer, /\r\ncontent-type: application\/problem\+json/i);
  const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
  const problem = decodeJson<Problem>(body, (value) => Check(Problem, value));
  assert.equal(problem?.code, code, answer);
}

const NO_HTTP = [
  "nonsense\r\n\r\n",
  "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
  "GET /\r\n\r\n",
  "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\nBad Name: x\r\n\r\n",
  "POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
  "POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
  "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "FROBNICATE / HTTP/1.1\r\nHost: localhost\r\n\r\n",
];

test("[HTTP2] bytes that are no HTTP request get a problem document and the end", async () => {
  for (const bytes of NO_HTTP) assertRawProblem(await exchange(bytes), "bad_request");
});

test("[HTTP2] headers that are too large are 431", async () => {
  const header = `X-Large: ${"x".repeat(20_000)}\r\n`;
  const answer = await exchange(`GET / HTTP/1.1\r\nHost: localhost\r\n${header}\r\n`);
  assertRawProblem(answer, "headers_too_large");
});

test("[HTTP6] headers that do not come to an end in time are 408", async () => {
  assertRawProblem(await exchange("GET / HTTP/1.1\r\nHost: localhost\r\n"), "request_timeout");
});

test("[HTTP6] a body that does not come to an end in time is 408", async () => {
  const head = "POST /register/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  assertRawProblem(await exchange(`${head}Content-Length: 100\r\n\r\n{`), "request_timeout");
});

test("[HOST1] a request without a Host, or with two, is refused", async () => {
  const end = "Connection: close\r\n\r\n";
  const two = `GET /auth-test/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n${end}`;
  for (const bytes of [`GET /auth-test/ HTTP/1.1\r\n${end}`, "GET / HTTP/1.0\r\n\r\n", two]) {
    assertRawProblem(await exchange(bytes), "bad_request");
  }
});

test("a request for a whole URL, as proxies send it, is answered", async () => {
  const head = "GET http://localhost/auth-test/ HTTP/1.1\r\nHost: localhost\r\n";
  assertRawProblem(await exchange(`${head}Connection: close\r\n\r\n`), "not_authenticated");
});

test("a request for no path at all is 404", async () => {
  const head = "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n";
  assertRawProblem(await exchange(`${head}Connection: close\r\n\r\n`), "not_found");
});

test("[HTTP7] who sends a body that is too large can send all of it, and gets the answer", async () => {
  const [part, parts] = ["x".repeat(5000), 4];
  const head = `POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${part.length * parts}\r\n\r\n`;
  const socket = connect(Number(new URL(harness.url).port), "127.0.0.1");
  const faults: string[] = [];
  socket.on("error", ({ message }) => faults.push(message));
  socket.pause();
  socket.write(head);
  for (let i = 0; i < parts; i += 1) {
    // By then the server knows that it is too large, and could have answered and closed.
    await (await fetch(`${harness.url}/health/live`)).text();
    socket.write(part);
  }
  assertRawProblem(await text(socket), "body_too_large");
  assert.deepEqual(faults, []);
});
