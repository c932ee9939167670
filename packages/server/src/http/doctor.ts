import type { IncomingMessage } from "node:http";
import { ParleyError } from "@parley/protocol";
import type { DoctorCaller, DoctorFacts } from "@parley/protocol/doctor";
import { clientAddress } from "../identity/client-address.ts";
import { holdsDoctorToken } from "../identity/doctor-token.ts";
import { hostAllowed } from "../identity/origin.ts";
import type { App, HttpDeps } from "./deps.ts";
import { FORWARDED } from "./host.ts";

/** What only the running server knows, for `npm run doctor`; for others there is nothing. */
export function doctorRoute(app: App, deps: HttpDeps): void {
  const { config, secret, clock, doctorState } = deps;
  const options = { schema: { hide: true }, config: { anyHost: true } };
  app.get("/doctor/", options, async ({ raw }, reply) => {
    const token = /^Bearer +(\S+)$/i.exec(raw.headers.authorization ?? "")?.[1] ?? "";
    const now = clock.now();
    if (!holdsDoctorToken(secret, token, now)) throw new ParleyError("not_found");
    const { secure } = config;
    const facts: DoctorFacts = {
      now,
      secure,
      caller: callerOf(raw, deps),
      ...(await doctorState()),
    };
    return reply.send(facts);
  });
}

function callerOf(request: IncomingMessage, { config, isTrustedProxy }: HttpDeps): DoctorCaller {
  const { headers, socket } = request;
  const { host, "x-forwarded-proto": proto } = headers;
  return {
    address: clientAddress(request, isTrustedProxy),
    peer: socket.remoteAddress ?? null,
    forwarded: FORWARDED.filter((name) => headers[name] !== undefined),
    forwardedProto: typeof proto === "string" ? proto : null,
    believed: isTrustedProxy(socket.remoteAddress),
    host: host ?? null,
    hostAllowed: hostAllowed(host, config),
  };
}
