import { once } from "node:events";
import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
  createServer,
  request,
} from "node:http";
import type { Finding } from "../../src/doctor/finding.ts";

/** Whatever listens where Parley should. */
export type Stand = { readonly url: string; close(): Promise<void> };

export async function standIn(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Stand> {
  return listening(createServer(answer));
}

/** A proxy that passes all on but upgrades, which it makes requests of, with these headers changed. */
export async function proxyTo(target: string, headers: OutgoingHttpHeaders): Promise<Stand> {
  return standIn((incoming, response) => {
    const { method, url = "/" } = incoming;
    const { upgrade: _, ...kept } = incoming.headers;
    const changed = { ...kept, ...headers };
    const outgoing = request(target + url, { method, headers: changed, agent: false });
    outgoing.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once("error", () => response.writeHead(502).end());
    incoming.pipe(outgoing);
  });
}

async function listening(server: Server): Promise<Stand> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** Verdict and texts in one line, to be matched. */
export function told({ verdict, found, change }: Finding): string {
  return change === null ? `${verdict}: ${found}` : `${verdict}: ${found} -> ${change}`;
}
