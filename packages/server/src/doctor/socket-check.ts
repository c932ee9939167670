/** Whether a WebSocket gets through to the server. */
import { SUBPROTOCOL } from "@parley/protocol";
import { LIMITS } from "@parley/protocol/limits";
import { WebSocket } from "ws";
import { reasonOf } from "./explain.ts";
import { type Finding, fail, ok } from "./finding.ts";

const CHECK = "websocket";

/** The server says this to who comes without any credentials, once the socket is open. */
const NOT_AUTHENTICATED = 4401;

type Outcome =
  | { readonly kind: "closed"; readonly code: number }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "failed"; readonly error: Error };

/** Knocks as a page of this origin would, with no credentials: that leaves nothing behind. */
export async function checkSocket(origin: string): Promise<Finding> {
  const outcome = await knock(origin);
  switch (outcome.kind) {
    case "closed":
      return closed(origin, outcome.code);
    case "refused":
      return refused(outcome.status);
    case "failed":
      return fail(
        CHECK,
        `No WebSocket comes about at ${origin}: ${reasonOf(outcome.error)}.`,
        "Look at the proxy and the firewall.",
      );
  }
}

function closed(origin: string, code: number): Finding {
  if (code === NOT_AUTHENTICATED) return ok(CHECK, `A WebSocket to ${origin} gets through.`);
  const change = "Let the proxy keep WebSockets open, and pass them on unchanged.";
  return fail(CHECK, `The WebSocket opens and is closed at once (${code}).`, change);
}

function refused(status: number): Finding {
  const found = `The WebSocket is refused (${status}).`;
  switch (status) {
    case 403:
    case 421:
      return fail(CHECK, found, "Set PUBLIC_URL to this address, or let the proxy pass Host on.");
    default:
      return fail(CHECK, found, "Let the proxy pass Upgrade and Connection on, with HTTP/1.1.");
  }
}

function knock(origin: string): Promise<Outcome> {
  const url = `${origin.replace(/^http/, "ws")}/ws/room/aaa-aaaa-aaa/`;
  const socket = new WebSocket(url, SUBPROTOCOL, {
    origin,
    // Its certificate is another check's.
    rejectUnauthorized: false,
    handshakeTimeout: LIMITS.doctorAnswerMs,
  });
  return new Promise((resolve) => {
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      socket.terminate();
      resolve(outcome);
    };
    const late = () => end({ kind: "failed", error: new Error("the server says nothing") });
    const timer = setTimeout(late, 2 * LIMITS.doctorAnswerMs);
    socket.once("close", (code) => end({ kind: "closed", code }));
    socket.on("error", (error) => end({ kind: "failed", error }));
    socket.once("unexpected-response", (_request, { statusCode = 0 }) =>
      end({ kind: "refused", status: statusCode }),
    );
  });
}
