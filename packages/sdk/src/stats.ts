/** What is read of one entry of getStats() (W3C webrtc-stats); browsers leave out what they do not know. */
export type Stat = {
  readonly id: string;
  readonly type: string;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly kind?: string;
  readonly mid?: string;
  readonly rid?: string;
  readonly trackIdentifier?: string;
  readonly codecId?: string;
  readonly mimeType?: string;
  /** Of a remote-inbound-rtp: which outbound-rtp it is about. */
  readonly localId?: string;
  readonly selectedCandidatePairId?: string;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesPerSecond?: number;
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  /** Of 1. */
  readonly fractionLost?: number;
  /** Seconds. */
  readonly jitter?: number;
  readonly freezeCount?: number;
  /** Seconds. */
  readonly totalFreezesDuration?: number;
  readonly concealedSamples?: number;
  /** Those that nobody missed, for there was silence. */
  readonly silentConcealedSamples?: number;
  readonly totalSamplesReceived?: number;
  /** Seconds. */
  readonly currentRoundTripTime?: number;
  readonly availableOutgoingBitrate?: number;
};

/** What RTCPeerConnection.getStats() gives. */
export interface StatsReport {
  forEach(callback: (stat: Stat) => void): void;
}

/** One report, to look things up in. */
export class Stats {
  readonly #byId = new Map<string, Stat>();

  constructor(report: StatsReport | null) {
    report?.forEach((stat) => this.#byId.set(stat.id, stat));
  }

  get(id: string | undefined): Stat | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  of(type: string): Stat[] {
    return [...this.#byId.values()].filter((stat) => stat.type === type);
  }

  /** The candidate pair that media takes; with one BUNDLE there is only one. */
  path(): Stat | undefined {
    const [transport] = this.of("transport");
    return this.get(transport?.selectedCandidatePairId);
  }
}

/** How much a counter has grown; null when it is not known twice, or began anew. */
export function growth(before: number | undefined, now: number | undefined): number | null {
  if (before === undefined || now === undefined || now < before) return null;
  return now - before;
}
