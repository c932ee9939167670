import { readFileSync } from "node:fs";

/**
 * Descriptions recorded from Chromium 156, and an offer written by hand in the manner of Firefox:
 * fingerprint in the session, its own payload types, a bundle-only section, header extensions that
 * take the two-byte form, and a data section.
 */
export const fixture = (
  name:
    | "chromium-mic"
    | "chromium-camera"
    | "chromium-screen"
    | "chromium-down-answer"
    | "firefox-like",
): string => readFileSync(new URL(`fixtures/${name}.sdp`, import.meta.url), "utf8");

/** The media sections of a description, each with its attribute lines. */
export const sectionsOf = (sdp: string): readonly string[] => sdp.split(/^(?=m=)/m).slice(1);

/** What follows `prefix` in each line that begins with it. */
export const linesOf = (sdp: string, prefix: string): readonly string[] =>
  sdp
    .split("\r\n")
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length));
