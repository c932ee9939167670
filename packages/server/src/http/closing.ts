import type { Limits } from "@parley/protocol";
import type { FastifyInstance } from "fastify";
import type { Clock } from "../runtime/ports.ts";

type Options = { readonly clock: Clock; readonly limits: Pick<Limits, "httpCloseTimeoutMs"> };

/**
 * Lets a stopping server finish the requests in progress, but not wait for ever: Node itself drops
 * its time limits when it closes, and a client that never ends its request would hold it up.
 */
export function limitClosing(app: FastifyInstance, { clock, limits }: Options): void {
  let cancel = () => {};
  app.addHook("preClose", async () => {
    cancel = clock.after(limits.httpCloseTimeoutMs, () => app.server.closeAllConnections());
  });
  // Runs after Fastify has closed the server.
  app.addHook("onClose", async () => cancel());
}
