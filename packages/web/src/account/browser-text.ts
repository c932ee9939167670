import type { SignIn } from "@parley/protocol";

// The first that matches counts: Edge and Opera also say Chrome, and Chrome also says Safari.
const BROWSERS = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(HeadlessChrome|Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;

const SYSTEMS = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
] as const;

const nameIn = (text: string, list: readonly (readonly [RegExp, string])[]) =>
  list.find(([pattern]) => pattern.test(text))?.[1];

/** What one is signed in with, in words, from what it says about itself. */
export function browserText({ kind, userAgent }: Pick<SignIn, "kind" | "userAgent">): string {
  const text = userAgent ?? "";
  const browser = nameIn(text, BROWSERS);
  const system = nameIn(text, SYSTEMS);
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`;
  const program = kind === "token" ? "A program" : "An unknown browser";
  return text === "" ? program : `${program} (${text.slice(0, 40)})`;
}
