import type { IceServer } from "@parley/protocol";
import type { Clock } from "./clock.ts";
import { ConnectionWatch } from "./connection-watch.ts";
import { SignalingError } from "./errors.ts";
import { TRACK_SOURCES, type TrackSource } from "./local-media.ts";
import { Publications } from "./publications.ts";
import { Renewal } from "./renewal.ts";
import { SFU, type Signal } from "./room-events.ts";
import type { RoomRequests } from "./room-requests.ts";
import { UpConnection } from "./up-connection.ts";

export type LinkOptions = {
  readonly room: Pick<
    RoomRequests,
    "signal" | "publishTrack" | "unpublishTrack" | "replaceTransport"
  >;
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  readonly iceServers: () => readonly IceServer[];
  readonly clock: Clock;
  readonly random: () => number;
  /** The connection, or what it carries, is another one now. */
  readonly changed: () => void;
  /** Nothing gets through any more: the network may be another one. */
  readonly lost: () => void;
};

export type UplinkOptions = LinkOptions & {
  readonly track: (source: TrackSource) => MediaStreamTrack | null;
  /** Each one larger than those before. */
  readonly nextGeneration: () => number;
};

type Current = { readonly connection: UpConnection; readonly watch: ConnectionWatch };

/**
 * The way of one's own media to the SFU. It outlives its connections: one that breaks is replaced by
 * another of the next generation, which carries the same tracks.
 */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #publications: Publications;
  readonly #renewal: Renewal;
  /** Those that are published for the rest of the session, on or off. */
  readonly #kept = new Set<TrackSource>();
  #current: Current | null = null;

  constructor(options: UplinkOptions) {
    const { room, clock, random } = options;
    this.#options = options;
    this.#publications = new Publications({
      clock,
      random,
      publish: (source, line) => room.publishTrack({ source, ...line }),
      unpublish: (trackId) => room.unpublishTrack(trackId),
    });
    this.#renewal = new Renewal({ clock, random, renew: () => this.#open() });
  }

  get pc(): RTCPeerConnection | null {
    return this.#current?.connection.pc ?? null;
  }

  /** Whether a picture is sent. */
  get sendsPicture(): boolean {
    const { track } = this.#options;
    return track("camera") !== null || track("screen") !== null;
  }

  /** What the line with this mid sends; null when that is nothing. */
  sourceAt(mid: string | undefined): TrackSource | null {
    return this.#current?.connection.lines.sourceAt(mid) ?? null;
  }

  /** A session begins in which the server knows nothing of us. */
  begin(): void {
    this.end();
    this.#open();
  }

  /** Signalling is broken: media goes on, and waits with whatever has to be asked for. */
  hold(): void {
    this.#renewal.hold();
  }

  release(): void {
    this.#renewal.release();
  }

  end(): void {
    this.#close();
    this.#renewal.reset();
    this.#publications.reset();
    this.#kept.clear();
  }

  update(source: TrackSource): void {
    this.#current?.connection.update(source);
    this.#publish(source);
  }

  receive({ generation, negotiation, description }: Extract<Signal, { type: "answer" }>): void {
    const connection = this.#current?.connection;
    if (generation === connection?.generation) connection?.receive(negotiation, description.sdp);
  }

  /** The server has closed the connection of this generation. */
  closed(generation: number): void {
    if (generation === this.#current?.connection.generation) this.#renewal.request();
  }

  setLayers(active: readonly string[]): void {
    this.#current?.connection.setLayers(active);
  }

  networkChanged(): void {
    this.#current?.watch.networkChanged();
  }

  /** The old one goes first: its address must be free for the new one. */
  #open(): void {
    this.#close();
    const { clock, track, iceServers } = this.#options;
    const pc = new this.#options.RTCPeerConnection({
      iceServers: [...iceServers()],
      bundlePolicy: "max-bundle",
    });
    const generation = this.#options.nextGeneration();
    const onBroken = () => this.#renewal.request();
    const connection = new UpConnection({
      pc,
      generation,
      track,
      offer: (negotiation, sdp) => this.#offer(generation, negotiation, sdp),
      onFailure: onBroken,
    });
    const watch = new ConnectionWatch({
      pc,
      clock,
      onBroken,
      onLost: this.#options.lost,
      onConnected: () => this.#renewal.succeeded(),
      onChange: this.#options.changed,
    });
    this.#current = { connection, watch };
  }

  #close(): void {
    this.#current?.watch.close();
    this.#current?.connection.close();
    this.#current = null;
  }

  #offer(generation: number, negotiation: number, sdp: string): void {
    const description = { type: "offer", sdp } as const;
    const transport = { transport: "up", generation, negotiation } as const;
    this.#options.room
      .signal({ type: "offer", to: SFU, description, ...transport })
      .catch((error: unknown) => this.#onRefused(generation, error));
    for (const source of TRACK_SOURCES) this.#publish(source);
  }

  /** An offer that was lost with its session is followed by a new session's beginning. */
  #onRefused(generation: number, error: unknown): void {
    const lost = error instanceof SignalingError && error.code === "connection_lost";
    if (!lost) this.closed(generation);
  }

  /** Microphone and camera stay published when they are off; a screen is gone then. */
  #publish(source: TrackSource): void {
    const on = this.#options.track(source) !== null;
    if (on && (source === "mic" || source === "camera")) this.#kept.add(source);
    if (!on && !this.#kept.has(source)) return this.#publications.want(source, null);
    const connection = this.#current?.connection;
    const mid = connection?.lines.mid(source) ?? null;
    // A line without a mid is told with the offer that gives it one.
    if (connection === undefined || mid === null) return;
    this.#publications.want(source, { mid, generation: connection.generation });
  }
}
