import type { Track, TrackSource } from "@parley/protocol";
import { type Clock, systemClock } from "./clock.ts";
import { Downlink } from "./downlink.ts";
import { MediaFlags, switchedOn } from "./media-flags.ts";
import {
  type MediaDetails,
  type MediaSession,
  type MediaView,
  type Shown,
  noMedia,
} from "./media-session.ts";
import type { LocalPort, MeshRoom } from "./mesh-media.ts";
import { onNetworkChange } from "./network-watch.ts";
import { obeyMutes } from "./obey-mutes.ts";
import { QualityWatch } from "./quality-watch.ts";
import type { RoomClient } from "./room-client.ts";
import { type MediaEvent, SFU, type Signal } from "./room-events.ts";
import { SfuStats } from "./sfu-stats.ts";
import { sfuView } from "./sfu-view.ts";
import { Store } from "./store.ts";
import { Subscriptions } from "./subscriptions.ts";
import { Uplink } from "./uplink.ts";

/** The part of RoomClient that media through the SFU needs. */
export type SfuRoom = MeshRoom &
  Pick<
    RoomClient,
    "onMedia" | "publishTrack" | "unpublishTrack" | "subscribeTracks" | "replaceTransport" | "probe"
  >;

export type SfuMediaOptions = {
  readonly room: SfuRoom;
  readonly local: LocalPort;
  readonly RTCPeerConnection?: typeof RTCPeerConnection;
  readonly clock?: Clock;
  /** A number from 0 to 1, as Math.random gives it. */
  readonly random?: () => number;
  /** The number of the next connection up, larger than any before. */
  readonly nextGeneration?: () => number;
};

/**
 * Media of one meeting through the SFU: one connection up, with all that is one's own, and one down,
 * with what the page shows of the others. Keeps the room's media flags in step with the local media,
 * and switches off what a host mutes. Lives through reconnects, changes of the network and restarts
 * of the server.
 */
export class SfuMedia implements MediaSession {
  readonly #options: SfuMediaOptions;
  readonly #store = new Store<MediaView>(noMedia("sfu"));
  readonly #up: Uplink;
  readonly #down: Downlink;
  readonly #subscriptions: Subscriptions;
  readonly #flags: MediaFlags;
  readonly #stats: SfuStats;
  readonly #quality: QualityWatch;
  readonly #unsubscribes: readonly (() => void)[];
  #speakers: readonly string[] = [];
  /** Out of the meeting, in it, or in it with a broken connection. */
  #place: "out" | "live" | "away" = "out";

  constructor(options: SfuMediaOptions) {
    const { room, local } = options;
    this.#options = options;
    const { clock = systemClock, random = Math.random } = options;
    const changed = () => this.#render();
    const link = {
      room,
      clock,
      random,
      changed,
      lost: () => room.probe(),
      RTCPeerConnection: options.RTCPeerConnection ?? RTCPeerConnection,
      iceServers: () => room.view.iceServers,
    };
    const nextGeneration = options.nextGeneration ?? counter();
    const own = (source: TrackSource) => local.track(source);
    this.#up = new Uplink({ ...link, track: own, nextGeneration });
    this.#down = new Downlink({ ...link, replaced: () => this.#subscriptions.reset() });
    const send = room.subscribeTracks.bind(room);
    this.#subscriptions = new Subscriptions({ clock, random, send });
    this.#stats = new SfuStats({
      up: this.#up,
      down: this.#down,
      room: () => room.view,
      wants: (track) => this.#subscriptions.wants(track),
    });
    this.#quality = new QualityWatch({ clock, measure: () => this.#stats.measure(), changed });
    this.#flags = new MediaFlags({
      clock,
      wanted: () => switchedOn(local.view),
      update: (media) => room.update({ media }),
    });
    this.#unsubscribes = this.#listen();
    if (room.view.connection.state === "live") this.#onWelcome(false);
  }

  get view(): MediaView {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  show(pictures: readonly Shown[]): void {
    this.#subscriptions.show(pictures);
    this.#render();
  }

  /** What the browser measures of all that comes from the SFU; of oneself, of all that goes there. */
  async stats(participantId: string): Promise<RTCStatsReport | null> {
    if (participantId === this.#options.room.view.selfId) return this.#stats.up();
    return this.view.remotes.has(participantId) ? this.#stats.down() : null;
  }

  details(): Promise<MediaDetails> {
    return this.#stats.details();
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
    this.#hangUp();
    this.#flags.close();
  }

  #listen(): (() => void)[] {
    const { room, local } = this.#options;
    return [
      room.subscribe(() => this.#onRoom()),
      room.onWelcome(({ resumed }) => this.#onWelcome(resumed)),
      obeyMutes(room, local),
      room.onSignal((message) => this.#onSignal(message)),
      room.onMedia((event) => this.#onMedia(event)),
      local.subscribe(() => this.#flags.sync()),
      local.onTrack((source) => this.#up.update(source)),
      onNetworkChange(() => this.#onNetworkChange()),
    ];
  }

  /** What has become live is seen to in #onWelcome, which follows. */
  #onRoom(): void {
    const { state } = this.#options.room.view.connection;
    if (state !== "live" && state !== "reconnecting") return this.#hangUp();
    if (state === "reconnecting" && this.#place === "live") this.#onAway();
    if (this.#place === "live") this.#render();
  }

  #onAway(): void {
    this.#place = "away";
    this.#up.hold();
    this.#down.hold();
  }

  /**
   * A resumed session goes on as if there had been no break; what was lost along with signalling
   * will not come back. In any other session the server has forgotten us.
   */
  #onWelcome(resumed: boolean): void {
    const wasAway = this.#place === "away";
    this.#place = "live";
    if (resumed && wasAway) {
      this.#up.release();
      this.#down.release();
      this.#onNetworkChange();
    } else this.#begin();
    this.#render();
  }

  #begin(): void {
    const { selfId, participants } = this.#options.room.view;
    this.#forget();
    this.#up.begin();
    this.#down.begin();
    this.#flags.reset(participants.find(({ id }) => id === selfId)?.media ?? null);
    this.#quality.begin();
  }

  #onSignal(message: Signal): void {
    if (message.from !== SFU || this.#place === "out") return;
    if (message.type === "answer" && message.transport === "up") this.#up.receive(message);
    if (message.type === "offer" && message.transport === "down") this.#down.receive(message);
  }

  #onMedia(event: MediaEvent): void {
    switch (event.type) {
      case "speakers":
        this.#speakers = event.ids;
        return this.#render();
      case "track.slots":
        return this.#down.assign(event);
      case "track.layers":
        return this.#onLayers(event.trackId, event.active);
      case "transport.closed":
        return this.#onClosed(event);
    }
  }

  /** An SFU that begins anew tells who speaks when somebody does. */
  #onClosed(event: Extract<MediaEvent, { type: "transport.closed" }>): void {
    if (event.reason === "restarted") this.#speakers = [];
    if (event.transport === "up") this.#up.closed(event.generation);
    else this.#down.closed(event);
    this.#render();
  }

  /** Only a camera has layers. */
  #onLayers(trackId: string, active: readonly string[]): void {
    const track = this.#options.room.view.tracks.find(({ id }) => id === trackId);
    if (track === undefined || track.source === "camera") this.#up.setLayers(active);
  }

  /** A way that is lost will not come back. */
  #onNetworkChange(): void {
    this.#up.networkChanged();
    this.#down.networkChanged();
  }

  #hangUp(): void {
    this.#place = "out";
    this.#forget();
    this.#up.end();
    this.#down.end();
    this.#flags.reset(null);
    this.#store.set(noMedia("sfu"));
  }

  /** What was known of a session that is over. */
  #forget(): void {
    this.#quality.end();
    this.#subscriptions.end();
    this.#speakers = [];
  }

  #render(): void {
    if (this.#place === "out") return;
    const { participants, selfId, tracks } = this.#options.room.view;
    this.#subscriptions.follow(tracks, selfId);
    const { own, remotes } = this.#quality.reading;
    const reception = {
      participants: participants.filter(({ id }) => id !== selfId),
      tracks,
      connection: this.#down.state,
      stream: (trackId: string) => this.#down.stream(trackId),
      wants: (track: Track) => this.#subscriptions.wants(track),
      speakers: this.#speakers,
      qualities: remotes,
      quality: this.#down.state === "failed" ? "poor" : own,
    } as const;
    this.#store.set(sfuView(this.view, reception));
  }
}

/** Counts from 1. */
export function counter(): () => number {
  let count = 0;
  return () => ++count;
}
