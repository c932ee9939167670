/** What is found out of the page and its connection, apart from media. */
import { type Finding, fail, ok, warn } from "./finding.ts";

/** Longer than this, talking to one another becomes a labour. */
const SLOW_MS = 300;

/** What nobody notices; the server's time is known to a second. */
const CLOCK_MS = 5000;

export function pageFinding(isSecure: boolean, origin: string): Finding {
  if (isSecure) return ok("page", `${origin} may use camera and microphone.`);
  const change = "Open it by https: a certificate, and PUBLIC_URL with https.";
  return fail("page", `${origin} is not https: browsers give it no camera.`, change);
}

/** @param wsUrl where the server says that signalling is */
export function addressFinding(origin: string, wsUrl: string): Finding {
  const told = new URL(wsUrl).origin.replace(/^ws/, "http");
  if (told === origin) return ok("address", `The server knows itself as ${origin}.`);
  const found = `The page is ${origin}, and the server takes itself for ${told}.`;
  return warn("address", found, `Set PUBLIC_URL to ${origin}, if people are to come there.`);
}

export function socketFinding(rttMs: number): Finding {
  const found = `It is open; ${Math.max(1, Math.round(rttMs))}\u00A0ms there and back.`;
  if (rttMs < SLOW_MS) return ok("websocket", found);
  return warn("websocket", found, "It is a long way, or a slow line: nothing here changes that.");
}

export function clockFinding(server: number | null, here: number): Finding {
  if (server === null) return ok("clock", "The server does not say what time it is.");
  const apart = Math.abs(server - here);
  if (apart < CLOCK_MS) return ok("clock", "This device and the server have the same time.");
  const found = `This device is ${Math.round(apart / 1000)} s from the server's time.`;
  return warn("clock", found, "Set the clock that is wrong; times in the chat are wrong with it.");
}
