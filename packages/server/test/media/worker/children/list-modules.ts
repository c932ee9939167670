/** Loads all that a worker runs, and says what that was: one address on each line. */
import { registerHooks } from "node:module";

registerHooks({
  load(url, context, nextLoad) {
    process.stdout.write(`${url}\n`);
    return nextLoad(url, context);
  },
});
await import("../../../../src/media/orders.ts");
await import("../../../../src/media/worker/media-worker.ts");
