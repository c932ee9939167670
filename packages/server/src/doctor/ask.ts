/** HTTP requests as the doctor makes them: no redirect is followed, and a bad certificate is told. */
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { text } from "node:stream/consumers";
import { TLSSocket } from "node:tls";
import { LIMITS, decodeJson } from "@parley/protocol";
import type { Static, TSchema } from "typebox";
import { Check } from "typebox/value";

export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
  /** By the server's clock; null when it does not say. */
  readonly date: number | null;
  /** Why browsers will not believe the certificate: an error code of OpenSSL's. */
  readonly distrust: string | null;
  /** Of this end of the connection. */
  readonly from: string | null;
};

export type Request = {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly bearer?: string;
  readonly accept?: string;
  readonly json?: object;
};

/** @throws the system's error, when there is no answer */
export async function ask(url: string | URL, options: Request = {}): Promise<Answer> {
  const response = await send(new URL(url), options);
  const { socket, statusCode = 0, headers } = response;
  const date = Date.parse(headers.date ?? "");
  const seen = { distrust: distrustOf(socket), from: socket.localAddress ?? null };
  return {
    ...seen,
    status: statusCode,
    location: headers.location ?? null,
    date: Number.isNaN(date) ? null : date,
    text: await text(response),
  };
}

function send(url: URL, { method = "GET", bearer, accept, json }: Request) {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const body = json === undefined ? undefined : JSON.stringify(json);
  const outgoing = request(url, {
    method,
    signal: AbortSignal.timeout(LIMITS.doctorAnswerMs),
    agent: false,
    // What is wrong with a certificate is one finding; what lies behind it is to be seen as well.
    rejectUnauthorized: false,
    headers: {
      accept: accept ?? "application/json",
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
  });
  return new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve).once("error", reject).end(body);
  });
}

/** Node calls what is here an error, and sets it to a code. */
function distrustOf(socket: object): string | null {
  if (!(socket instanceof TLSSocket) || socket.authorized) return null;
  const error: unknown = socket.authorizationError;
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** The body, if it has this form. */
export function bodyOf<S extends TSchema>(answer: Answer, schema: S): Static<S> | null {
  return decodeJson<Static<S>>(answer.text, (value) => Check(schema, value));
}
