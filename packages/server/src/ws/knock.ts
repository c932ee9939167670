import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { ERRORS, type ErrorCode, problemOf } from "@parley/protocol";
import type { Identity } from "../identity/identity.ts";
import { type OriginConfig, hostAllowed, originAllowed } from "../identity/origin.ts";
import type { Sessions } from "../identity/sessions.ts";
import { addressKey } from "../identity/throttle.ts";
import type { Tickets } from "../identity/tickets.ts";

/** What an upgrade request says about who wants to go where. */
export type Knock = {
  readonly code: string;
  readonly address: string;
  readonly ticket: string | null;
  readonly sessionToken: string | undefined;
};

const ROOM_PATH = /^\/ws\/room\/([^/]{1,64})\/?$/;

/** Reads an upgrade request; an error code when it must be refused before the upgrade. */
export function readKnock(request: IncomingMessage, config: OriginConfig): Knock | ErrorCode {
  const { host, origin, cookie } = request.headers;
  if (!hostAllowed(host, config)) return "misdirected_host";
  const url = URL.parse(request.url ?? "", "http://parley");
  const code = ROOM_PATH.exec(url?.pathname ?? "")?.[1];
  if (url === null || code === undefined) return "not_found";
  const ticket = url.searchParams.get("ticket");
  // A cookie is sent by the browser whoever asks; a ticket is known only to who got it.
  if (ticket === null && !originAllowed(origin, host, config)) return "foreign_origin";
  const address = addressKey(request.socket.remoteAddress ?? "");
  return { code, address, ticket, sessionToken: sessionCookie(cookie) };
}

function sessionCookie(header: string | undefined): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const [name, value] = part.trim().split("=", 2);
    if (name === "sessionid") return value;
  }
  return undefined;
}

/** The first credential that is present counts; it is for one room when it is a ticket. */
export async function identify(
  knock: Knock,
  sessions: Sessions,
  tickets: Tickets,
): Promise<{ identity: Identity; roomId: string | null } | null> {
  if (knock.ticket !== null) return tickets.redeem(knock.ticket);
  const signedIn = await sessions.authenticate(knock.sessionToken);
  return signedIn === null ? null : { identity: signedIn.identity, roomId: null };
}

/** Answers an upgrade request with an HTTP error and ends the socket. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode): void {
  const body = JSON.stringify(problemOf(code));
  socket.end(
    `HTTP/1.1 ${ERRORS[code].status} ${code}\r\n` +
      "Content-Type: application/problem+json\r\n" +
      `Content-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
}
