import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { ERRORS, type ErrorCode, problemOf } from "@parley/protocol";
import type { Authenticator, Credentials } from "../identity/authenticator.ts";
import { type IsTrustedProxy, clientAddress } from "../identity/client-address.ts";
import type { Identity } from "../identity/identity.ts";
import { type OriginConfig, hostAllowed, originAllowed } from "../identity/origin.ts";
import { addressKey } from "../identity/throttle.ts";
import type { TicketClaims, Tickets } from "../identity/tickets.ts";

/** Where a client that was here before had got to: its last `seq` and `n` of a stream. */
export type ResumePoint = { readonly stream: string; readonly seq: number; readonly n: number };

/** What an upgrade request says about who wants to go where. */
export type Knock = Credentials & {
  readonly code: string;
  readonly address: string;
  readonly ticket: string | null;
  /** `at` is null for who was never welcomed, or does not say properly where it had got to. */
  readonly resume: { readonly token: string; readonly at: ResumePoint | null } | null;
};

const ROOM_PATH = /^\/ws\/room\/([^/]{1,64})\/?$/;

type Entrance = { readonly config: OriginConfig; readonly isTrustedProxy: IsTrustedProxy };

/** Reads an upgrade request; an error code when it must be refused before the upgrade. */
export function readKnock(
  request: IncomingMessage,
  { config, isTrustedProxy }: Entrance,
): Knock | ErrorCode {
  const { host, origin, cookie, authorization } = request.headers;
  if (!hostAllowed(host, config)) return "misdirected_host";
  const url = URL.parse(request.url ?? "", "http://parley");
  const code = ROOM_PATH.exec(url?.pathname ?? "")?.[1];
  if (url === null || code === undefined) return "not_found";
  const ticket = url.searchParams.get("ticket");
  // A cookie is sent by the browser whoever asks; the others are known only to who got them.
  const byCookie = ticket === null && authorization === undefined;
  if (byCookie && !originAllowed(origin, host, config)) return "foreign_origin";
  const address = addressKey(clientAddress(request, isTrustedProxy));
  return {
    ...{ code, address, ticket, authorization },
    sessionToken: cookieIn(cookie, "sessionid"),
    guestToken: cookieIn(cookie, "guestid"),
    resume: resumeIn(url.searchParams),
  };
}

function cookieIn(header: string | undefined, wanted: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const [name, value] = part.trim().split("=", 2);
    if (name === wanted) return value;
  }
  return undefined;
}

function resumeIn(query: URLSearchParams): Knock["resume"] {
  const token = query.get("resume");
  return token === null ? null : { token, at: resumePointIn(query) };
}

function resumePointIn(query: URLSearchParams): ResumePoint | null {
  const stream = query.get("stream");
  const [seq, n] = [counterIn(query.get("seq")), counterIn(query.get("n"))];
  return stream === null || seq === null || n === null ? null : { stream, seq, n };
}

function counterIn(text: string | null): number | null {
  const counter = text !== null && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(counter) ? counter : null;
}

/**
 * The first credential that is present counts; a ticket also says for which room it is. What it was
 * issued under may have ended since, here or on another node: then it is worth nothing.
 */
export async function identify(
  knock: Knock,
  authenticator: Authenticator,
  tickets: Tickets,
): Promise<{ identity: Identity; ticket: TicketClaims | null } | null> {
  if (knock.ticket !== null) {
    const ticket = await tickets.redeem(knock.ticket);
    const holds = ticket !== null && (await authenticator.holds(ticket.identity));
    return holds ? { identity: ticket.identity, ticket } : null;
  }
  const known = await authenticator.authenticate(knock);
  return known === null ? null : { identity: known.identity, ticket: null };
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
