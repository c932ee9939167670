import { LIMITS, type ServerMessages } from "@parley/protocol";
import { ConnectionWatch } from "./connection-watch.ts";
import { DownConnection, type DownOffer } from "./down-connection.ts";
import { SignalingError } from "./errors.ts";
import type { PeerConnectionView } from "./media-session.ts";
import { Renewal } from "./renewal.ts";
import { SFU, type Signal } from "./room-events.ts";
import { TaskChain } from "./task-chain.ts";
import type { LinkOptions } from "./uplink.ts";

export type DownlinkOptions = LinkOptions & {
  /** The server has another connection for us than before, in the same session. */
  readonly replaced: () => void;
};

type Current = {
  readonly connection: DownConnection;
  readonly watch: ConnectionWatch;
  readonly tasks: TaskChain;
};

/**
 * The way of the others' media from the SFU. The server offers connections; one that breaks is
 * reported, and another of a later generation comes.
 */
export class Downlink {
  readonly #options: DownlinkOptions;
  readonly #renewal: Renewal;
  #current: Current | null = null;
  /** The last generation that was heard of: the server may give one up before it has offered it. */
  #newest = 0;
  /** The generation for which another one was asked. */
  #asked = 0;
  /** It takes longer than a connection may take to come about. */
  #late = false;
  /** Null while the connection works. */
  #cancelDeadline: (() => void) | null = null;
  #cancelAsking: () => void = () => {};

  constructor(options: DownlinkOptions) {
    const { clock, random } = options;
    this.#options = options;
    this.#renewal = new Renewal({ clock, random, renew: () => this.#ask() });
  }

  get state(): PeerConnectionView {
    if (this.pc?.connectionState === "connected") return "connected";
    return this.#late ? "failed" : "connecting";
  }

  get pc(): RTCPeerConnection | null {
    return this.#current?.connection.pc ?? null;
  }

  /** The track of the line with this mid. */
  trackAt(mid: string | undefined): string | null {
    return this.#current?.connection.trackAt(mid) ?? null;
  }

  stream(trackId: string): MediaStream | null {
    return this.#current?.connection.stream(trackId) ?? null;
  }

  /** A session begins; its first connection is offered by the server. */
  begin(): void {
    this.end();
    this.#await();
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
    this.#stopWaiting();
    this.#cancelAsking();
    this.#newest = 0;
    this.#asked = 0;
  }

  receive({ generation = 1, negotiation = 1, description, tracks = [] }: Offer): void {
    if (generation < this.#newest) return;
    this.#newest = generation;
    const known = this.#current?.connection.generation === generation;
    const current = known ? this.#current : this.#open(generation);
    const offer = { negotiation, sdp: description.sdp, tracks };
    current?.tasks.add(() => this.#answer(current.connection, offer));
  }

  assign({ generation, slots }: ServerMessages["track.slots"]): void {
    const current = this.#current;
    if (generation !== current?.connection.generation) return;
    current.tasks.add(() => {
      current.connection.assign(slots);
      this.#options.changed();
    });
  }

  /** The server has closed the connection of this generation. After its restart it offers another. */
  closed({ generation, reason }: ServerMessages["transport.closed"]): void {
    if (generation < this.#newest) return;
    this.#newest = generation;
    if (reason !== "restarted") this.#renewal.request();
    this.#await();
  }

  networkChanged(): void {
    this.#current?.watch.networkChanged();
  }

  #open(generation: number): Current {
    const replaces = this.#current !== null;
    this.#close();
    const { clock, iceServers, replaced, lost: onLost } = this.#options;
    const pc = new this.#options.RTCPeerConnection({
      iceServers: [...iceServers()],
      bundlePolicy: "max-bundle",
    });
    const onBroken = () => this.#renewal.request();
    const watch = new ConnectionWatch({
      pc,
      clock,
      onBroken,
      onLost,
      onConnected: () => this.#onConnected(),
      onChange: () => this.#onState(pc),
    });
    this.#renewal.forget();
    this.#cancelAsking();
    this.#await();
    const tasks = new TaskChain(onBroken);
    this.#current = { connection: new DownConnection(pc, generation), watch, tasks };
    if (replaces) replaced();
    return this.#current;
  }

  #close(): void {
    this.#current?.tasks.end();
    this.#current?.watch.close();
    this.#current?.connection.close();
    this.#current = null;
  }

  async #answer(connection: DownConnection, offer: DownOffer): Promise<void> {
    const isCurrent = () => connection === this.#current?.connection;
    await connection.receive(offer, (sdp) => {
      if (isCurrent()) this.#send(connection.generation, offer.negotiation, sdp);
    });
    if (isCurrent()) this.#options.changed();
  }

  #send(generation: number, negotiation: number, sdp: string): void {
    const description = { type: "answer", sdp } as const;
    const transport = { transport: "down", generation, negotiation } as const;
    this.#options.room
      .signal({ type: "answer", to: SFU, description, ...transport })
      .catch((error: unknown) => this.#onRefused(generation, error));
  }

  #onState(pc: RTCPeerConnection): void {
    const lost = pc.connectionState === "disconnected" || pc.connectionState === "failed";
    if (lost) this.#await();
    this.#options.changed();
  }

  #onConnected(): void {
    this.#renewal.succeeded();
    this.#stopWaiting();
  }

  /** There is no connection that works: one has its time to come about, however many are tried. */
  #await(): void {
    this.#cancelDeadline ??= this.#options.clock.after(LIMITS.transportOpenMs, () => {
      this.#late = true;
      this.#options.changed();
    });
  }

  #stopWaiting(): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = null;
    this.#late = false;
  }

  /** Asks for another connection, once for each one that is broken, unless none is offered then. */
  #ask(): void {
    const generation = this.#newest;
    if (generation <= this.#asked) return;
    this.#asked = generation;
    const { clock, room } = this.#options;
    this.#cancelAsking();
    this.#cancelAsking = clock.after(LIMITS.transportOpenMs, () => this.#askAgain());
    room.replaceTransport(generation).catch((error: unknown) => this.#onRefused(generation, error));
  }

  /** What was lost with its session is followed by a new session's beginning. */
  #onRefused(generation: number, error: unknown): void {
    const lost = error instanceof SignalingError && error.code === "connection_lost";
    if (lost || generation !== this.#newest) return;
    this.#askAgain();
  }

  #askAgain(): void {
    this.#cancelAsking();
    this.#asked = 0;
    this.#renewal.request();
  }
}

type Offer = Extract<Signal, { type: "offer" }>;
