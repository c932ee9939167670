import { Janus } from "./janus.ts";
import { measure } from "./load.ts";
import { enterNamespace } from "./namespace.ts";
await enterNamespace(import.meta.filename);
const sfu = await Janus.start();
const shape = { publishers: 1, watchers: 5, packetsPerSecond: 2000 };
console.log(await measure(sfu, shape));
await sfu.stop();
process.exit();
