import { Gauge, Registry, collectDefaultMetrics } from "prom-client";
import { MediaMetrics, type MediaStats } from "./media-metrics.ts";

/** Where the numbers come from. */
export type MetricsSources = {
  /** Null: there is no SFU. */
  readonly media: { stats(): MediaStats } | null;
  readonly meetings: {
    /** The ids of rooms in which somebody is, and which live in this process. */
    liveIds(): ReadonlySet<string>;
    participantsHere(roomId: string): readonly object[];
  };
  /** As other nodes of the cluster call this one; null: there are none. */
  readonly node: string | null;
};

let processMetrics: Registry | null = null;

/**
 * Memory, processor time and event loop of this process. They belong to the process and measure
 * from the first time that anybody asks: their monitors cannot be taken down again.
 */
function ofThisProcess(): Registry {
  if (processMetrics === null) {
    processMetrics = new Registry();
    collectDefaultMetrics({ register: processMetrics });
  }
  return processMetrics;
}

/** The server's numbers in Prometheus' text format. */
export class Metrics {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  readonly #media = new MediaMetrics(this.#registry);
  readonly #sources: MetricsSources;
  readonly #rooms: Gauge;
  readonly #participants: Gauge;

  constructor(sources: MetricsSources) {
    this.#sources = sources;
    this.#rooms = this.#gauge("parley_rooms", "Rooms in which somebody is.");
    if (sources.node !== null) this.#nameNode(sources.node);
    this.#participants = this.#gauge("parley_participants", "Who is in these rooms.");
  }

  async text(): Promise<string> {
    const { media, meetings } = this.#sources;
    const rooms = [...meetings.liveIds()];
    const inside = rooms.map((room) => meetings.participantsHere(room).length);
    this.#rooms.set(rooms.length);
    this.#participants.set(inside.reduce((sum, count) => sum + count, 0));
    if (media !== null) this.#media.refresh(media.stats());
    const parts = await Promise.all([this.#registry.metrics(), ofThisProcess().metrics()]);
    return parts.join("\n");
  }

  #nameNode(id: string): void {
    const help = "1, for the node of the cluster that this is.";
    const registers = [this.#registry];
    new Gauge({ name: "parley_node", help, labelNames: ["id"], registers }).set({ id }, 1);
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.#registry] });
  }
}
