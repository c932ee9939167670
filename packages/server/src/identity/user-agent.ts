import { LIMITS } from "@parley/protocol";

/** The User-Agent header as it is stored and shown: one line, no control characters, not long. */
export function userAgentOf(header: string | undefined): string | null {
  const text = (header ?? "").replaceAll(/\p{Cc}/gu, "").trim();
  return text === "" ? null : text.slice(0, LIMITS.userAgentLength);
}
