/** What is read of one entry of getStats(); browsers leave out what they do not know. */
export type PathStat = {
  readonly id: string;
  readonly type: string;
  readonly state?: string;
  readonly nominated?: boolean;
  readonly selectedCandidatePairId?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  /** Seconds. */
  readonly currentRoundTripTime?: number;
  readonly candidateType?: string;
  readonly protocol?: string;
  readonly address?: string | null;
  readonly port?: number;
  /** Between the browser and the relay. */
  readonly relayProtocol?: string;
};

export type PathReport = { forEach(callback: (stat: PathStat) => void): void };

/** The way that a connection has taken. */
export type MediaPath = {
  /** `203.0.113.7:8000`. */
  readonly remote: string;
  readonly protocol: string;
  readonly relayed: boolean;
  /** At least 1. */
  readonly rttMs: number | null;
};

/** Null while there is none. */
export function pathIn(report: PathReport): MediaPath | null {
  const stats = new Map<string | undefined, PathStat>();
  report.forEach((stat) => stats.set(stat.id, stat));
  const pair = selectedPair(stats);
  const local = stats.get(pair?.localCandidateId);
  const remote = stats.get(pair?.remoteCandidateId);
  if (pair === undefined || remote === undefined) return null;
  const { currentRoundTripTime: seconds } = pair;
  return {
    remote: endpoint(remote.address ?? "an unknown address", remote.port ?? 0),
    protocol: (local?.relayProtocol ?? remote.protocol ?? "udp").toUpperCase(),
    relayed: local?.candidateType === "relay",
    rttMs: seconds === undefined ? null : Math.max(1, Math.round(seconds * 1000)),
  };
}

/** Firefox names none; there the one that was chosen is the one that works. */
function selectedPair(stats: ReadonlyMap<string | undefined, PathStat>): PathStat | undefined {
  const all = [...stats.values()];
  const transport = all.find(({ type }) => type === "transport");
  const named = stats.get(transport?.selectedCandidatePairId);
  return (
    named ?? all.find((stat) => stat.type === "candidate-pair" && stat.nominated && isWorking(stat))
  );
}

const isWorking = ({ state }: PathStat) => state === "succeeded";

/** Where the other side says that it can be reached: the candidates of its description. */
export function targetsIn(sdp: string): readonly string[] {
  const lines = sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ /gim);
  return [...new Set([...lines].map(([, address = "", port]) => endpoint(address, Number(port))))];
}

function endpoint(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
