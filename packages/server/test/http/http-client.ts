import { type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { type JsonObject, decodeJson, isObject } from "@parley/protocol";

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as a JSON object; throws when it is none. */
  json(): JsonObject;
};

export type Ask = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  /** Sent as it is when it is text, else as JSON. */
  readonly body?: unknown;
};

/** A client with a cookie jar, over real sockets. */
export class HttpClient {
  readonly #url: URL;
  readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = new URL(url);
  }

  get(path: string, headers: { readonly [name: string]: string } = {}): Promise<Answer> {
    return this.send({ path, headers });
  }

  /** As a page of ours would do it: with the CSRF token, if there is one. */
  post(path: string, body?: unknown): Promise<Answer> {
    const token = this.cookies.get("csrftoken");
    const headers: { [name: string]: string } = token === undefined ? {} : { "x-csrftoken": token };
    return this.send({ method: "POST", path, headers, body });
  }

  async send({ method = "GET", path, headers = {}, body }: Ask): Promise<Answer> {
    const payload = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await exchange(this.#url, {
      method,
      path,
      body: payload,
      headers: {
        ...(payload === undefined ? {} : { "content-type": "application/json" }),
        ...(cookie === "" ? {} : { cookie }),
        ...headers,
      },
    });
    this.#keep(answer.headers["set-cookie"] ?? []);
    return answer;
  }

  #keep(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
};

function exchange(url: URL, { method, path, headers, body }: Exchange): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const options = {
    host: url.hostname,
    port: url.port,
    method,
    path,
    headers: { host: url.host, ...headers },
    agent: false,
    // The tests' own certificate.
    rejectUnauthorized: false,
  };
  const outgoing = request(options, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", reject);
    response.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const status = response.statusCode ?? 0;
      resolve({ status, headers: response.headers, text, json: () => objectIn(text) });
    });
  });
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}

function objectIn(text: string): JsonObject {
  const object = decodeJson<JsonObject>(text, isObject);
  if (object === null) throw new Error(`Not a JSON object: ${text.slice(0, 200)}`);
  return object;
}
