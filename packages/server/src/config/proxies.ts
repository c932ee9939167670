/** The setting that says which proxies are believed. */
import { isIP } from "node:net";
import { ConfigError, type Environment, listOf } from "./reader.ts";

const LOOPBACK_NETWORKS = ["127.0.0.0/8", "::1/128"];

/** `loopback` stands for this machine. Empty: no forwarded header is believed. */
export function readTrustedProxies(env: Environment): readonly string[] {
  return listOf(env, "TRUST_PROXY").flatMap((text) => {
    if (text === "loopback") return LOOPBACK_NETWORKS;
    if (isNetwork(text)) return [text];
    throw new ConfigError(
      "TRUST_PROXY",
      "addresses or networks of proxies separated by commas, such as loopback or 10.0.0.0/8",
    );
  });
}

function isNetwork(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || address.includes("%") || rest.length > 0) return false;
  return prefix === undefined || isPrefix(prefix, family === 4 ? 32 : 128);
}

/** Not 0: who trusts everybody is told any address. */
function isPrefix(text: string, bits: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= bits;
}
