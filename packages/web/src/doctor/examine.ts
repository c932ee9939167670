import { ApiError, type HttpClient, type Welcome } from "@parley/sdk";
import { LIMITS } from "@parley/protocol/limits";
import { failureOf, failureText } from "../lib/failure.ts";
import { CheckCall } from "./check-call.ts";
import { type Finding, fail } from "./finding.ts";
import { mediaFindings, meshFindings } from "./media-findings.ts";
import { probeDown, probeUp } from "./media-probe.ts";
import { addressFinding, clockFinding, pageFinding, socketFinding } from "./page-findings.ts";

export type ExaminePorts = {
  readonly http: Pick<HttpClient, "joinRoom" | "createGuest">;
  /** Of the room in which the doctor waits. */
  readonly code: string;
  /** Nobody is signed in, nor a guest. */
  readonly isNobody: boolean;
};

type Options = ExaminePorts & {
  readonly add: (finding: Finding) => void;
  readonly found: () => readonly Finding[];
  readonly stop: AbortSignal;
};

export type Outcome = { readonly state: "done" | "over"; readonly told: boolean };

/** As others see it, who may be in the room at the same time. */
const GUEST_NAME = "Browser check";

const PINGS = 3;

/** Checks the way from this browser to the server, and tells the doctor. Never rejects. */
export async function examine(options: Options): Promise<Outcome> {
  const { http, code, isNobody, add } = options;
  add(pageFinding(isSecureContext, location.origin));
  try {
    if (isNobody) await http.createGuest(GUEST_NAME);
    const { wsUrl } = await http.joinRoom(code);
    add(addressFinding(location.origin, wsUrl));
    return { state: "done", told: await examineInside(options) };
  } catch (error) {
    return outcomeOf(error, add);
  }
}

/** In the room, which is left in any case. Whether the doctor was told. */
async function examineInside(options: Options): Promise<boolean> {
  const { http, code, add, stop } = options;
  const call = new CheckCall(async () => {
    const { wsUrl, ticket } = await http.joinRoom(code);
    return `${wsUrl}?ticket=${encodeURIComponent(ticket)}`;
  });
  try {
    const welcome = await inTime(call.welcome(), stop).catch(() => null);
    if (welcome === null) {
      add(noSocket());
      return false;
    }
    add(socketFinding(await roundTrip(call)));
    add(clockFinding(await serverTime(), Date.now()));
    for (const finding of await examineMedia(call, welcome, stop)) add(finding);
    return await tell(call, welcome, options.found());
  } finally {
    await call.close();
  }
}

/** The shortest of a few. */
async function roundTrip(call: CheckCall): Promise<number> {
  const times: number[] = [];
  for (let ping = 0; ping < PINGS; ping += 1) times.push(await call.ping());
  return Math.min(...times);
}

async function examineMedia(
  call: CheckCall,
  { room, iceServers }: Welcome,
  stop: AbortSignal,
): Promise<readonly Finding[]> {
  const relays = iceServers.filter(({ username }) => username !== undefined);
  if (room.settings.media === "mesh") return meshFindings(relays.length > 0);
  const straight = { generation: 1, relays: null, stop };
  const [up, down] = await Promise.all([probeUp(call, straight), probeDown(call, stop)]);
  const relay = relays.length === 0 ? null : await probeUp(call, { generation: 2, relays, stop });
  return mediaFindings({ up, down, relay });
}

/** False when the doctor is not there any more. */
async function tell(
  call: CheckCall,
  { participants }: Welcome,
  findings: readonly Finding[],
): Promise<boolean> {
  const doctor = participants.find(({ role }) => role === "owner");
  if (doctor === undefined) return false;
  try {
    const all = findings.map((finding) => call.report(doctor.id, { type: "finding", finding }));
    await Promise.all([...all, call.report(doctor.id, { type: "end" })]);
    return true;
  } catch {
    return false;
  }
}

function outcomeOf(error: unknown, add: Options["add"]): Outcome {
  const isGone = error instanceof ApiError && (error.status === 404 || error.status === 410);
  if (isGone) return { state: "over", told: false };
  add(fail("address", failureText(failureOf(error)), "The server's log says more."));
  return { state: "done", told: false };
}

function noSocket(): Finding {
  const change = "Let the proxy pass Upgrade and Connection on, with HTTP/1.1, to /ws/.";
  return fail("websocket", "No WebSocket comes about.", change);
}

/** Rejects when it takes longer than a connection may. */
async function inTime<T>(promise: Promise<T>, stop: AbortSignal): Promise<T> {
  const limit = AbortSignal.any([stop, AbortSignal.timeout(LIMITS.transportOpenMs)]);
  const late = new Promise<never>((_resolve, reject) => {
    limit.addEventListener("abort", () => reject(new Error("It took too long.")), { once: true });
  });
  return Promise.race([promise, late]);
}

/** By the header Date, which counts whole seconds; null when the server does not say. */
async function serverTime(): Promise<number | null> {
  const response = await fetch("/health/live", { cache: "no-store" });
  const time = Date.parse(response.headers.get("date") ?? "");
  return Number.isNaN(time) ? null : time + 500;
}
