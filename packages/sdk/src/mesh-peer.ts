import type { IceServer } from "@parley/protocol";
import { backoffMs } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { SignalingError } from "./errors.ts";
import { TRACK_SOURCES, type TrackSource } from "./local-media.ts";
import type { SendGroups } from "./local-senders.ts";
import type { Measured, Origin } from "./media-details.ts";
import type { PeerConnectionView } from "./media-session.ts";
import { type Description, PeerLink } from "./peer-link.ts";
import type { OutgoingSignal, Signal } from "./room-events.ts";

export type MeshPeerOptions = {
  readonly selfId: string;
  readonly peerId: string;
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  readonly iceServers: () => readonly IceServer[];
  readonly groups: SendGroups;
  readonly clock: Clock;
  readonly random: () => number;
  readonly track: (source: TrackSource) => MediaStreamTrack | null;
  readonly signal: (message: OutgoingSignal) => Promise<void>;
  readonly changed: () => void;
};

function originOf(participantId: string, source: TrackSource | null | undefined): Origin | null {
  return source === null || source === undefined ? null : { participantId, source };
}

/** After these the other side is gone, or we were: the return mends what was lost. */
const AWAY = new Set(["unknown_participant", "connection_lost"]);

/** How long a connection that does not come about is left alone: media takes its time to fail. */
const REPAIR = { baseMs: 250, maxMs: 8000 } as const;

/**
 * The way to one other participant. It outlives its RTCPeerConnection: when the other side has a
 * new one (a reloaded page), or a negotiation cannot go on, ours is replaced too.
 */
export class MeshPeer {
  readonly #options: MeshPeerOptions;
  readonly #polite: boolean;
  #link: PeerLink | null = null;
  #tasks: Promise<void> = Promise.resolve();
  #failures = 0;
  /** What will be tried when the timer fires. */
  #remedy: "mend" | "replace" | null = null;
  #cancelRetry: () => void = () => {};
  #closed = false;

  constructor(options: MeshPeerOptions) {
    this.#options = options;
    this.#polite = options.selfId < options.peerId;
  }

  get connection(): PeerConnectionView {
    const state = this.#link?.pc.connectionState;
    return state === "connected" || state === "failed" ? state : "connecting";
  }

  stream(source: TrackSource): MediaStream | null {
    return this.#link?.remote.get(source) ?? null;
  }

  async stats(): Promise<RTCStatsReport | null> {
    return (await this.#link?.pc.getStats()) ?? null;
  }

  async measure(): Promise<Measured> {
    const { selfId, peerId } = this.#options;
    const link = this.#link;
    return {
      name: peerId,
      report: await this.stats(),
      sent: ({ mid }) => originOf(selfId, link?.sourceAt(mid)),
      received: ({ trackIdentifier }) => originOf(peerId, link?.remote.sourceOf(trackIdentifier)),
    };
  }

  /** Makes the connection, or mends the one there is. */
  connect(): void {
    this.#enqueue(() => {
      if (this.#link === null) this.#replaceLink();
      else this.#link.mend();
    });
  }

  /** Mends the connection, if there is one. */
  mend(): void {
    this.#enqueue(() => this.#link?.mend());
  }

  /** Looks for a new way when media has stopped; a negotiation under way goes on by itself. */
  revive(): void {
    const state = this.#link?.pc.connectionState;
    if (state === "disconnected" || state === "failed") this.mend();
  }

  receive(message: Signal): void {
    this.#enqueue(() => this.#receive(message));
  }

  /** Sends what `track(source)` is now. */
  sendTrack(source: TrackSource): void {
    const link = this.#link;
    link?.setTrack(source, this.#options.track(source)).catch(() => {
      if (link === this.#link) this.#retry("replace");
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry();
    this.#link?.close();
    this.#link = null;
  }

  /** One thing at a time: a negotiation step never meets another one half-way. */
  #enqueue(task: () => unknown): void {
    this.#tasks = this.#tasks
      .then(() => (this.#closed ? undefined : task()))
      .then(
        () => undefined,
        () => this.#retry("replace"),
      );
  }

  async #receive(message: Signal): Promise<void> {
    switch (message.type) {
      case "offer":
        return this.#linkFor(message.description).receiveOffer(message.description);
      case "answer":
        return this.#receiveAnswer(message.description);
      case "candidate":
        return this.#link?.receiveCandidate(message.candidate);
    }
  }

  /** An offer of a new RTCPeerConnection needs a new one here. */
  #linkFor(offer: Description): PeerLink {
    if (this.#link === null || this.#link.isOfAnother(offer)) return this.#replaceLink();
    return this.#link;
  }

  /**
   * An answer of a new RTCPeerConnection was given to an offer of our old one. Neither can go on
   * with the other, so we begin again; the new link's own offer follows.
   */
  async #receiveAnswer(answer: Description): Promise<void> {
    if (this.#link?.isOfAnother(answer) === true) this.#replaceLink();
    else await this.#link?.receiveAnswer(answer);
  }

  #replaceLink(): PeerLink {
    this.#link?.close();
    const { peerId, groups, iceServers } = this.#options;
    const link: PeerLink = new PeerLink({
      peerId,
      groups,
      iceServers,
      polite: this.#polite,
      pc: new this.#options.RTCPeerConnection({
        iceServers: [...iceServers()],
        bundlePolicy: "max-bundle",
      }),
      send: (message) => this.#send(message),
      onNegotiationNeeded: () => this.#enqueue(() => this.#offer(link)),
      onChange: () => this.#onChange(),
    });
    this.#link = link;
    for (const source of TRACK_SOURCES) this.sendTrack(source);
    this.#options.changed();
    return link;
  }

  async #offer(link: PeerLink): Promise<void> {
    if (link === this.#link) await link.offer();
  }

  #onChange(): void {
    if (this.connection === "connected") this.#onConnected();
    // One side is enough, and two would collide. The polite side waits, but not for ever: the other
    // one may have given up its connection already.
    if (this.connection === "failed") this.#retry("mend", this.#polite ? REPAIR.maxMs : 0);
    this.#options.changed();
  }

  #onConnected(): void {
    this.#failures = 0;
    if (this.#remedy !== "mend") return;
    this.#remedy = null;
    this.#cancelRetry();
  }

  /** Applies the remedy after a while; one that waits already is replaced by a stronger one only. */
  #retry(remedy: "mend" | "replace", atLeastMs = 0): void {
    if (this.#closed) return;
    const waiting = this.#remedy !== null;
    if (!waiting || remedy === "replace") this.#remedy = remedy;
    if (waiting) return;
    const waitMs = atLeastMs + backoffMs(++this.#failures, this.#options.random, REPAIR);
    this.#cancelRetry = this.#options.clock.after(waitMs, () => this.#enqueue(() => this.#apply()));
  }

  #apply(): void {
    const remedy = this.#remedy;
    this.#remedy = null;
    if (remedy === "replace") this.#replaceLink();
    else this.#link?.mend();
  }

  #send(message: OutgoingSignal): void {
    this.#options.signal(message).catch((error: unknown) => {
      const away = error instanceof SignalingError && AWAY.has(error.code);
      // A candidate is one among several; an offer or an answer must arrive.
      if (!away && message.type !== "candidate") this.#retry("mend");
    });
  }
}
