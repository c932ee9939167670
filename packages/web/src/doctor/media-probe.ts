import { LIMITS } from "@parley/protocol/limits";
import type { CheckCall } from "./check-call.ts";
import { type MediaPath, type PathStat, pathIn, targetsIn } from "./media-path.ts";

export type ProbeResult =
  | { readonly state: "connected"; readonly path: MediaPath }
  /** Nothing came back from these addresses. */
  | { readonly state: "unreached"; readonly targets: readonly string[] }
  /** The SFU did not answer, or what it said was of no use. */
  | { readonly state: "unanswered"; readonly reason: string };

export type UpOptions = {
  readonly generation: number;
  /** Null: the straight way, and no other. */
  readonly relays: readonly RTCIceServer[] | null;
  readonly stop: AbortSignal;
};

/** Tries a connection on which this browser would send. It sends nothing. */
export function probeUp(call: CheckCall, options: UpOptions): Promise<ProbeResult> {
  const { generation, relays, stop } = options;
  const pc = new RTCPeerConnection({
    bundlePolicy: "max-bundle",
    ...(relays === null ? {} : { iceServers: [...relays], iceTransportPolicy: "relay" }),
  });
  return probe(pc, stop, async () => {
    pc.addTransceiver("audio", { direction: "sendonly" });
    await pc.setLocalDescription();
    const sdp = await call.offerUp(generation, pc.localDescription?.sdp ?? "");
    await pc.setRemoteDescription({ type: "answer", sdp });
  });
}

/** Tries the connection on which it would receive, as the server offers it. */
export function probeDown(call: CheckCall, stop: AbortSignal): Promise<ProbeResult> {
  const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  return probe(pc, stop, async () => {
    const offer = await call.offer();
    await pc.setRemoteDescription(offer.description);
    const answer = await pc.createAnswer();
    const sdp = answer.sdp ?? "";
    // The SFU should know it when the browser begins to connect.
    const told = call.answerDown(offer, sdp);
    await Promise.all([told, pc.setLocalDescription({ type: "answer", sdp })]);
  });
}

async function probe(
  pc: RTCPeerConnection,
  stop: AbortSignal,
  negotiate: () => Promise<void>,
): Promise<ProbeResult> {
  const limit = AbortSignal.any([stop, AbortSignal.timeout(LIMITS.transportOpenMs)]);
  try {
    const connected = untilConnected(pc, limit);
    await Promise.race([negotiate(), aborted(limit)]);
    if (pc.remoteDescription === null) return { state: "unanswered", reason: "it says nothing" };
    return (await connected) ? await wayOf(pc) : unreached(pc);
  } catch (error) {
    return { state: "unanswered", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    pc.close();
  }
}

/** False when it fails, or does not come about in time. */
function untilConnected(pc: RTCPeerConnection, limit: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    limit.addEventListener("abort", () => resolve(false), { once: true });
    pc.addEventListener("connectionstatechange", () => {
      if (pc.connectionState === "connected") resolve(true);
      if (pc.connectionState === "failed") resolve(false);
    });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
}

async function wayOf(pc: RTCPeerConnection): Promise<ProbeResult> {
  const report = await pc.getStats();
  const path = pathIn({ forEach: (each) => report.forEach((stat: PathStat) => each(stat)) });
  return path === null
    ? { state: "unanswered", reason: "the browser does not say which way it took" }
    : { state: "connected", path };
}

function unreached(pc: RTCPeerConnection): ProbeResult {
  return { state: "unreached", targets: targetsIn(pc.remoteDescription?.sdp ?? "") };
}
