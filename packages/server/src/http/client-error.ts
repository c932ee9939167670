import type { Socket } from "node:net";
import { type ErrorCode, problemOf } from "@parley/protocol";
import { PROBLEM_TYPE } from "./errors.ts";

/** What Node's HTTP parser reports; everything else on the socket is no HTTP to answer. */
function codeOf(error: Error & { code?: string }): ErrorCode | null {
  if (error.code === "HPE_HEADER_OVERFLOW") return "headers_too_large";
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return "request_timeout";
  return error.code?.startsWith("HPE_") === true ? "bad_request" : null;
}

/** Answers bytes that are no HTTP request, or one that does not come to an end, and closes. */
export function answerParseError(error: Error & { code?: string }, socket: Socket): void {
  const code = codeOf(error);
  if (code === null || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(code);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
