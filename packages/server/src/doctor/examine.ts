/** Everything that the doctor looks at, in the order in which it is told. */
import type { Config } from "../config.ts";
import { checkDatabase } from "./database-check.ts";
import type { Told } from "./facts.ts";
import { type Finding, ok, warn } from "./finding.ts";
import { checkPublicUrl, checkServer } from "./health-check.ts";
import { askServer, checkClock, checkNode } from "./inside-check.ts";
import { checkMedia } from "./media-check.ts";
import type { Options } from "./options.ts";
import { ownUrl } from "./own-url.ts";
import { checkProxy } from "./proxy-check.ts";
import { checkRedis } from "./redis-check.ts";
import { checkRelays } from "./relay-check.ts";
import { checkSocket } from "./socket-check.ts";
import { receiveVisit } from "./visit.ts";

export type Examination = {
  readonly config: Config;
  readonly browser: Options["browser"];
  readonly say: (line: string) => void;
  readonly tell: (finding: Finding) => void;
  readonly stop: AbortSignal;
};

export async function examine(examination: Examination): Promise<void> {
  const { config, tell, browser, stop } = examination;
  tell(checkSettings(config));
  const server = await checkServer(config);
  tell(server);
  const told = await telling(config, server, tell);
  for (const finding of await checkDatabase(config.database)) tell(finding);
  if (config.cluster !== null) tell(await checkRedis(config.cluster.redisUrl));
  if (server.verdict !== "fail") await examineOutside(config, tell);
  await examineMedia(config, told, tell);
  if (server.verdict === "fail" || browser.kind === "none" || stop.aborted) return;
  const { publicUrl } = config;
  const own = ownUrl(config);
  const urls = publicUrl === null ? [own] : [publicUrl, own];
  await receiveVisit({ ...examination, browser, urls, origin: publicUrl ?? own });
}

function checkSettings({ trustedProxies, publicUrl }: Config): Finding {
  if (trustedProxies.length === 0 || publicUrl !== null) return ok("settings", "They are valid.");
  const found = "TRUST_PROXY is set, and PUBLIC_URL is not.";
  return warn("settings", found, "Set PUBLIC_URL to the address that people open.");
}

/** What the server says of itself; null when it says nothing, for which one complaint will do. */
async function telling(
  config: Config,
  server: Finding,
  tell: Examination["tell"],
): Promise<Told | null> {
  const told = await askServer(config);
  if ("verdict" in told) {
    if (server.verdict !== "fail") tell(told);
    return null;
  }
  for (const finding of [checkClock(told), ...checkNode(told)]) tell(finding);
  return told;
}

/** The way on which people come. */
async function examineOutside(config: Config, tell: Examination["tell"]): Promise<void> {
  const address = await checkPublicUrl(config);
  tell(address.finding);
  if (!address.reached) return;
  const { publicUrl } = config;
  const proxy = publicUrl === null ? [] : await checkProxy(config, publicUrl);
  for (const finding of proxy) tell(finding);
  tell(await checkSocket(publicUrl ?? ownUrl(config)));
}

async function examineMedia(
  config: Config,
  told: Told | null,
  tell: Examination["tell"],
): Promise<void> {
  const media = told === null ? [] : await checkMedia(config, told.facts.media);
  const relays = await checkRelays(config.turn, config.media?.announced ?? []);
  for (const finding of [...media, ...relays]) tell(finding);
}
