/** The part of the examination that a browser makes. */
import { LIMITS } from "@parley/protocol/limits";
import { CheckRoom, type OnReport } from "./check-room.ts";
import { Chromium } from "./chromium.ts";
import { codeOf, reasonOf } from "./explain.ts";
import { type Finding, fail, warn } from "./finding.ts";
import type { Options } from "./options.ts";

const CHECK = "browser";

/** How long a browser that the doctor has started may take. */
const PROGRAM_MS = 90_000;

export type Visit = {
  /** Where the server answers; the first one that lets the doctor in is taken. */
  readonly urls: readonly string[];
  /** The beginning of the link. */
  readonly origin: string;
  readonly browser: Exclude<Options["browser"], { readonly kind: "none" }>;
  readonly say: (line: string) => void;
  readonly tell: (finding: Finding) => void;
  /** Ctrl+C. */
  readonly stop: AbortSignal;
};

/** Waits until one browser has told all that it finds, and leaves nothing on the server. */
export async function receiveVisit(visit: Visit): Promise<void> {
  const done = Promise.withResolvers<"done">();
  const onReport = hearing(visit.tell, () => done.resolve("done"));
  const room = await openRoom(visit.urls, onReport).catch((error: unknown) => reasonOf(error));
  if (typeof room === "string") {
    const found = `There is no room for the browser to come to: ${room}.`;
    return visit.tell(fail(CHECK, found, "The server's log says more."));
  }
  try {
    await awaitBrowser(visit, room, done.promise);
  } finally {
    await closeRoom(room, visit.tell);
  }
}

/** The first browser is heard to its end; whoever else opens the link meanwhile is not. */
function hearing(tell: Visit["tell"], onEnd: () => void): OnReport {
  let heard: string | null = null;
  return (from, report) => {
    heard ??= from;
    if (from !== heard) return;
    if (report.type === "end") return onEnd();
    const { finding } = report;
    tell({ ...finding, check: `${CHECK}: ${finding.check}` });
  };
}

async function openRoom(urls: readonly string[], onReport: OnReport): Promise<CheckRoom> {
  const [url = "", ...others] = urls;
  try {
    return await CheckRoom.open(url, onReport);
  } catch (error) {
    if (others.length === 0) throw error;
    return openRoom(others, onReport);
  }
}

async function closeRoom(room: CheckRoom, tell: Visit["tell"]): Promise<void> {
  try {
    await room.close();
  } catch (error) {
    const found = `The doctor's account could not be deleted: ${reasonOf(error)}.`;
    tell(warn(CHECK, found, "It holds nothing, and nobody knows its password."));
  }
}

async function awaitBrowser(visit: Visit, room: CheckRoom, done: Promise<"done">): Promise<void> {
  const link = `${visit.origin}/doctor/${room.code}`;
  if (visit.browser.kind === "person") {
    visit.say(`\nOpen this link on the device that has trouble (Ctrl+C ends):\n  ${link}\n`);
    return judge(visit, await firstOf(visit, { room, done, chromium: null }));
  }
  const { path } = visit.browser;
  const chromium = await Chromium.open(path, link).catch((error: unknown) => codeOf(error));
  if (typeof chromium === "string") {
    const change = "Give --browser the path of a Chromium, or leave it out.";
    return visit.tell(fail(CHECK, `${path} does not start (${chromium}).`, change));
  }
  try {
    judge(visit, await firstOf(visit, { room, done, chromium }));
  } finally {
    await chromium.close();
  }
}

type Waited = {
  readonly room: CheckRoom;
  readonly done: Promise<"done">;
  readonly chromium: Chromium | null;
};
type End = "done" | "stopped" | "late" | "lost" | "ended";

/** What comes first; nothing of the others is left waiting. */
async function firstOf({ stop }: Visit, { room, done, chromium }: Waited): Promise<End> {
  const over = new AbortController();
  const limit = AbortSignal.timeout(chromium === null ? LIMITS.doctorPageMs : PROGRAM_MS);
  const signal = AbortSignal.any([over.signal, stop, limit]);
  const giveUp = () => (stop.aborted ? "stopped" : "late");
  const named = async (wait: Promise<void>, end: End): Promise<End> =>
    wait.then(
      () => end,
      () => giveUp(),
    );
  try {
    const ends = [done, named(room.lost(signal), "lost")];
    if (chromium !== null) ends.push(named(chromium.ended(signal), "ended"));
    return await Promise.race(ends);
  } finally {
    over.abort();
  }
}

function judge({ tell, say, origin, browser }: Visit, end: End): void {
  switch (end) {
    case "done":
      return;
    case "stopped":
      return say("Stopped.");
    case "lost": {
      const found = "The doctor's own connection to the server broke.";
      return tell(
        fail(CHECK, found, "The server's log says why; the proxy may cut WebSockets off."),
      );
    }
    case "ended":
      return tell(fail(CHECK, "The browser ended before it told anything.", "Try another one."));
    case "late":
      return tell(late(origin, browser.kind));
  }
}

function late(origin: string, kind: "person" | "program"): Finding {
  const found = "No browser has told all that it found.";
  if (kind === "person") return warn(CHECK, found, "Run the doctor again, and open the link.");
  return fail(CHECK, found, `Open ${origin} in a browser on this machine, and see what it says.`);
}
