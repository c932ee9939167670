import { LIMITS, type Participant } from "@parley/protocol";
import { type Clock, systemClock } from "./clock.ts";
import type { LocalMedia, TrackSource } from "./local-media.ts";
import type { SendGroups } from "./local-senders.ts";
import { MediaFlags, switchedOn } from "./media-flags.ts";
import { MeshPeer } from "./mesh-peer.ts";
import { type Switches, obeyMutes } from "./obey-mutes.ts";
import { DetailsMeter } from "./media-details.ts";
import type { MediaDetails, MediaSession, MediaView } from "./media-session.ts";
import { NO_REMOTES, mediaView } from "./mesh-view.ts";
import type { RoomClient } from "./room-client.ts";
import { SFU, type Signal } from "./room-events.ts";
import { Store } from "./store.ts";

/** The part of RoomClient that carries media negotiation. */
export type MeshRoom = Pick<
  RoomClient,
  "view" | "subscribe" | "signal" | "onSignal" | "update" | "onWelcome" | "onMuted"
>;

/** The part of LocalMedia that a media session uses. */
export type LocalPort = Pick<LocalMedia, "view" | "subscribe" | "track" | "onTrack"> & Switches;

export type MeshMediaOptions = {
  readonly room: MeshRoom;
  readonly local: LocalPort;
  readonly RTCPeerConnection?: typeof RTCPeerConnection;
  readonly clock?: Clock;
  /** A number from 0 to 1, as Math.random gives it. */
  readonly random?: () => number;
};

/**
 * Media of one meeting from peer to peer: one RTCPeerConnection to every other participant. Who
 * joins makes the connections to those it finds there; they wait for its offers. Keeps the room's
 * media flags in step with the local media, and switches off what a host mutes. Lives through
 * reconnects and later joins.
 */
export class MeshMedia implements MediaSession {
  readonly #options: MeshMediaOptions;
  readonly #clock: Clock;
  readonly #store = new Store<MediaView>(NO_REMOTES);
  readonly #peers = new Map<string, MeshPeer>();
  readonly #flags: MediaFlags;
  readonly #meter = new DetailsMeter();
  readonly #groups: SendGroups = { main: new MediaStream(), slides: new MediaStream() };
  readonly #unsubscribes: readonly (() => void)[];
  /** The others as of the last look at the room, to see who left and who came back. */
  #others: ReadonlyMap<string, Participant> = new Map();
  /** Who was missing after a reconnect, with what keeps their connections from being closed. */
  readonly #missing = new Map<string, () => void>();
  /** Out of the meeting, in it, or in it with a broken connection. */
  #place: "out" | "live" | "away" = "out";

  constructor(options: MeshMediaOptions) {
    const { room, local } = options;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#flags = new MediaFlags({
      clock: this.#clock,
      wanted: () => switchedOn(local.view),
      update: (media) => room.update({ media }),
    });
    this.#unsubscribes = [
      room.subscribe(() => this.#onRoom()),
      room.onWelcome(({ resumed }) => this.#onWelcome(resumed)),
      obeyMutes(room, local),
      room.onSignal((message) => this.#onSignal(message)),
      local.subscribe(() => this.#flags.sync()),
      local.onTrack((source) => this.#onTrack(source)),
    ];
    if (room.view.connection.state === "live") this.#onWelcome(false);
  }

  get view(): MediaView {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** What the browser measures on the connection to this participant; null without one. */
  async stats(participantId: string): Promise<RTCStatsReport | null> {
    return (await this.#peers.get(participantId)?.stats()) ?? null;
  }

  /** There is nothing to choose: everybody sends everything to everybody. */
  show(): void {}

  async details(): Promise<MediaDetails> {
    const peers = [...this.#peers.values()];
    return this.#meter.describe("mesh", await Promise.all(peers.map((peer) => peer.measure())));
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
    this.#flags.close();
    this.#hangUp();
  }

  /** What has become live is seen to in #onWelcome, which follows. */
  #onRoom(): void {
    const { state } = this.#options.room.view.connection;
    if (state !== "live" && state !== "reconnecting") return this.#hangUp();
    if (state === "reconnecting" && this.#place === "live") this.#place = "away";
    if (this.#place !== "live") return;
    const others = this.#listOthers();
    this.#onPresence(others);
    this.#look(others);
  }

  /** A resumed session goes on as if there had been no break; only what failed in it is mended. */
  #onWelcome(resumed: boolean): void {
    const wasAway = this.#place === "away";
    this.#place = "live";
    const others = this.#listOthers();
    if (resumed && wasAway) for (const peer of this.#peers.values()) peer.revive();
    else this.#onSnapshot(others);
    this.#look(others);
  }

  /** We are new here, or missed something: everybody is to be connected, or mended. */
  #onSnapshot(others: ReadonlyMap<string, Participant>): void {
    for (const id of this.#left(others)) this.#miss(id);
    for (const id of others.keys()) {
      this.#found(id);
      this.#peer(id).connect();
    }
    const { selfId, participants } = this.#options.room.view;
    this.#flags.reset(participants.find(({ id }) => id === selfId)?.media ?? null);
  }

  #look(others: ReadonlyMap<string, Participant>): void {
    this.#others = others;
    this.#render();
  }

  #onPresence(others: ReadonlyMap<string, Participant>): void {
    for (const id of this.#left(others)) this.#closePeer(id);
    for (const { id, state } of others.values()) {
      const wasAway = this.#found(id) || this.#others.get(id)?.state === "reconnecting";
      if (wasAway && state === "online") this.#peers.get(id)?.mend();
    }
  }

  /** An offer may come before the news of who made it: only who was there can have left. */
  #left(others: ReadonlyMap<string, Participant>): string[] {
    return [...this.#others.keys()].filter((id) => !others.has(id));
  }

  /**
   * After a restart of the server everybody comes back one by one, and media went on all the time:
   * whoever is not back yet keeps the connection for as long as an absence may take.
   */
  #miss(id: string): void {
    if (!this.#peers.has(id)) return;
    const close = () => this.#closePeer(id);
    this.#missing.set(id, this.#clock.after(LIMITS.graceMs, close));
  }

  /** Whether this one was missing, and is no more. */
  #found(id: string): boolean {
    this.#missing.get(id)?.();
    return this.#missing.delete(id);
  }

  #onSignal(message: Signal): void {
    if (message.from === SFU) return;
    const peer =
      message.type === "offer" ? this.#peer(message.from) : this.#peers.get(message.from);
    peer?.receive(message);
  }

  #onTrack(source: TrackSource): void {
    for (const peer of this.#peers.values()) peer.sendTrack(source);
  }

  #peer(peerId: string): MeshPeer {
    const known = this.#peers.get(peerId);
    if (known !== undefined) return known;
    const { room, local, random } = this.#options;
    const peer = new MeshPeer({
      selfId: room.view.selfId ?? "",
      peerId,
      RTCPeerConnection: this.#options.RTCPeerConnection ?? RTCPeerConnection,
      iceServers: () => room.view.iceServers,
      groups: this.#groups,
      clock: this.#clock,
      random: random ?? Math.random,
      track: (source) => local.track(source),
      signal: (message) => room.signal(message),
      changed: () => this.#render(),
    });
    this.#peers.set(peerId, peer);
    return peer;
  }

  #closePeer(id: string): void {
    this.#found(id);
    this.#peers.get(id)?.close();
    this.#peers.delete(id);
  }

  #hangUp(): void {
    this.#place = "out";
    this.#flags.reset(null);
    for (const id of this.#peers.keys()) this.#closePeer(id);
    this.#others = new Map();
    this.#store.set(NO_REMOTES);
  }

  #listOthers(): ReadonlyMap<string, Participant> {
    const { participants, selfId, awaited } = this.#options.room.view;
    const others = participants.filter(({ id }) => id !== selfId && !awaited.has(id));
    return new Map(others.map((one) => [one.id, one]));
  }

  /** Also those who are awaited: their media may go on all the time. */
  #render(): void {
    const { participants, awaited } = this.#options.room.view;
    const missing = participants.filter(({ id }) => awaited.has(id));
    this.#store.set(mediaView(this.view, [...this.#others.values(), ...missing], this.#peers));
  }
}
