import { Counter, Gauge, type Registry } from "prom-client";

/** What the SFU counts; each of them only grows. */
export type MediaCounters = { readonly [K in (typeof COUNTED)[number]["of"]]: number };

/** How the SFU is doing now. */
export type MediaStats = {
  readonly workers: readonly WorkerStats[];
  readonly rooms: readonly RoomStats[];
};

type WorkerStats = {
  readonly worker: number;
  readonly up: boolean;
  readonly restarts: number;
  readonly loopLagMs: number;
  readonly memoryBytes: number;
  readonly transports: number;
  readonly estimateBps: number;
  readonly total: MediaCounters;
};

type RoomStats = {
  readonly room: string;
  readonly peers: number;
  readonly tracks: number;
  readonly estimateBps: number;
  readonly total: MediaCounters;
};

type Scope = "worker" | "room";
type Labels = { readonly [name: string]: string };

/** Which counter of the SFU is which series of which metric. */
const COUNTED = [
  { of: "packetsIn", metric: "packets_total", labels: { direction: "in" } },
  { of: "packetsOut", metric: "packets_total", labels: { direction: "out" } },
  { of: "bytesIn", metric: "bytes_total", labels: { direction: "in" } },
  { of: "bytesOut", metric: "bytes_total", labels: { direction: "out" } },
  { of: "dropsFull", metric: "dropped_packets_total", labels: { reason: "socket_full" } },
  { of: "dropsStale", metric: "dropped_packets_total", labels: { reason: "stale" } },
  { of: "dropsInvalid", metric: "dropped_packets_total", labels: { reason: "invalid" } },
  { of: "nacksIn", metric: "nacks_total", labels: { direction: "in" } },
  { of: "nacksOut", metric: "nacks_total", labels: { direction: "out" } },
  { of: "plisIn", metric: "plis_total", labels: { direction: "in" } },
  { of: "plisOut", metric: "plis_total", labels: { direction: "out" } },
  { of: "rtxOut", metric: "retransmissions_total", labels: {} },
  { of: "layerSwitches", metric: "layer_switches_total", labels: {} },
  { of: "probes", metric: "probe_packets_total", labels: {} },
] as const;

const HELP = {
  packets_total: "RTP and RTCP packets received from and sent to browsers.",
  bytes_total: "Bytes of these packets.",
  dropped_packets_total:
    "Packets not sent because the socket was full, given up because they came late, or unusable.",
  nacks_total: "Packets asked for again: by receivers (in), of publishers (out).",
  plis_total: "Keyframes asked for: by receivers (in), of publishers (out).",
  retransmissions_total: "Packets sent again.",
  layer_switches_total: "Changes of the spatial layer that a receiver gets.",
  probe_packets_total: "Packets of padding that try whether a line can carry more.",
} as const;

const ESTIMATE = "What the lines to the receivers can carry, together.";

/** One line of the exposition: of which worker or room, and its value. */
type Row = { readonly owner: string; readonly value: number };

class GaugeOf {
  readonly #gauge: Gauge;
  readonly #scope: Scope;

  constructor(registry: Registry, scope: Scope, name: string, help: string) {
    this.#scope = scope;
    const fullName = `parley_media_${scope}_${name}`;
    this.#gauge = new Gauge({ name: fullName, help, labelNames: [scope], registers: [registry] });
  }

  /** What is not among the rows disappears. */
  refresh(rows: readonly Row[]): void {
    this.#gauge.reset();
    for (const { owner, value } of rows) this.#gauge.set({ [this.#scope]: owner }, value);
  }
}

type Counts = { readonly owner: string; readonly total: MediaCounters };

/** The counters of all workers, or of all rooms. */
class CountersOf {
  readonly #counters = new Map<string, Counter>();
  readonly #scope: Scope;

  constructor(registry: Registry, scope: Scope) {
    this.#scope = scope;
    for (const [metric, help] of Object.entries(HELP)) {
      const name = `parley_media_${scope}_${metric}`;
      const own = COUNTED.filter((counted) => counted.metric === metric);
      const labelNames = new Set([scope, ...own.flatMap(({ labels }) => Object.keys(labels))]);
      const options = { name, help, labelNames: [...labelNames], registers: [registry] };
      this.#counters.set(metric, new Counter(options));
    }
  }

  refresh(rows: readonly Counts[]): void {
    for (const counter of this.#counters.values()) counter.reset();
    for (const { owner, total } of rows) this.#count({ [this.#scope]: owner }, total);
  }

  #count(owner: Labels, total: MediaCounters): void {
    for (const { of, metric, labels } of COUNTED) {
      this.#counters.get(metric)?.inc({ ...owner, ...labels }, total[of]);
    }
  }
}

/** The SFU in a registry: per worker and per room. */
export class MediaMetrics {
  readonly #workerCounters: CountersOf;
  readonly #restarts: Counter;
  readonly #roomCounters: CountersOf;
  readonly #workerGauges: readonly (readonly [GaugeOf, (worker: WorkerStats) => number])[];
  readonly #roomGauges: readonly (readonly [GaugeOf, (room: RoomStats) => number])[];

  constructor(registry: Registry) {
    this.#workerCounters = new CountersOf(registry, "worker");
    this.#roomCounters = new CountersOf(registry, "room");
    this.#restarts = new Counter({
      name: "parley_media_worker_restarts_total",
      help: "How often it was started anew.",
      labelNames: ["worker"],
      registers: [registry],
    });
    const worker = (name: string, help: string) => new GaugeOf(registry, "worker", name, help);
    this.#workerGauges = [
      [worker("up", "1 while its process runs."), ({ up }) => Number(up)],
      [worker("loop_lag_seconds", "The worst of the last second."), (it) => it.loopLagMs / 1000],
      [worker("memory_bytes", "Resident memory."), ({ memoryBytes }) => memoryBytes],
      [worker("transports", "Connections with browsers."), ({ transports }) => transports],
      [worker("estimate_bits_per_second", ESTIMATE), ({ estimateBps }) => estimateBps],
    ];
    const room = (name: string, help: string) => new GaugeOf(registry, "room", name, help);
    this.#roomGauges = [
      [room("peers", "Participants that are connected."), ({ peers }) => peers],
      [room("tracks", "Published tracks."), ({ tracks }) => tracks],
      [room("estimate_bits_per_second", ESTIMATE), ({ estimateBps }) => estimateBps],
    ];
  }

  refresh({ workers, rooms }: MediaStats): void {
    const named = workers.map((it) => ({ ...it, owner: String(it.worker) }));
    const open = rooms.map((it) => ({ ...it, owner: it.room }));
    this.#workerCounters.refresh(named);
    this.#roomCounters.refresh(open);
    this.#restarts.reset();
    for (const { owner, restarts } of named) this.#restarts.inc({ worker: owner }, restarts);
    for (const [gauge, of] of this.#workerGauges) {
      gauge.refresh(named.map((it) => ({ owner: it.owner, value: of(it) })));
    }
    for (const [gauge, of] of this.#roomGauges) {
      gauge.refresh(open.map((it) => ({ owner: it.owner, value: of(it) })));
    }
  }
}
