import type { IncomingMessage } from "node:http";

/**
 * Reads what is left of a request's body and drops it; resolves when it is over, or more than `most`
 * bytes of it have come. A connection that is closed with something unread is reset, and the answer
 * may be lost with it (RFC 9112, section 9.6): a proxy says 502 then.
 */
export async function readAway(request: IncomingMessage, most: number): Promise<void> {
  if (request.readableEnded || request.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const onData = (chunk: Buffer) => {
    count += chunk.length;
    if (count > most) resolve();
  };
  request.on("data", onData);
  for (const over of ["end", "error", "close"]) request.once(over, resolve);
  request.resume();
  await promise;
  request.off("data", onData);
  for (const over of ["end", "error", "close"]) request.off(over, resolve);
}
