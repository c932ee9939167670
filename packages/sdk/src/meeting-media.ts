import type { RoomSettings } from "@parley/protocol";
import type { MeshMediaOptions } from "./mesh-media.ts";
import { MeshMedia } from "./mesh-media.ts";
import {
  type MediaDetails,
  type MediaSession,
  type MediaView,
  type Shown,
  noMedia,
} from "./media-session.ts";
import type { SfuRoom } from "./sfu-media.ts";
import { SfuMedia, counter } from "./sfu-media.ts";
import { Store } from "./store.ts";

export type MeetingMediaOptions = Omit<MeshMediaOptions, "room"> & { readonly room: SfuRoom };

/**
 * The media of one meeting, the way the room says: through the SFU, or from peer to peer. Changes
 * over when a later welcome says otherwise, as from a server that was restarted without an SFU.
 */
export class MeetingMedia implements MediaSession {
  readonly #options: MeetingMediaOptions;
  readonly #store = new Store<MediaView>(noMedia(null));
  readonly #stopListening: () => void;
  /** The server may remember the connections of a session before. */
  readonly #nextGeneration = counter();
  #session: MediaSession | null = null;
  #unsubscribe: () => void = () => {};
  #shown: readonly Shown[] | null = null;

  constructor(options: MeetingMediaOptions) {
    const { room } = options;
    this.#options = options;
    this.#stopListening = room.onWelcome(() => this.#choose());
    if (room.view.connection.state === "live") this.#choose();
  }

  get view(): MediaView {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  show(pictures: readonly Shown[]): void {
    this.#shown = pictures;
    this.#session?.show(pictures);
  }

  async stats(participantId: string): Promise<RTCStatsReport | null> {
    return (await this.#session?.stats(participantId)) ?? null;
  }

  async details(): Promise<MediaDetails> {
    const none = { kind: null, rttMs: null, availableOutBps: null, sending: [], receiving: [] };
    return (await this.#session?.details()) ?? none;
  }

  close(): void {
    this.#stopListening();
    this.#end();
  }

  /** A session of the right kind sees to the welcome by itself. */
  #choose(): void {
    const kind = this.#options.room.view.room?.settings.media ?? null;
    if (kind === null || kind === this.#session?.view.kind) return;
    this.#end();
    const session = this.#make(kind);
    this.#session = session;
    this.#unsubscribe = session.subscribe(() => this.#store.set(session.view));
    if (this.#shown !== null) session.show(this.#shown);
    this.#store.set(session.view);
  }

  #make(kind: RoomSettings["media"]): MediaSession {
    if (kind === "mesh") return new MeshMedia(this.#options);
    return new SfuMedia({ ...this.#options, nextGeneration: this.#nextGeneration });
  }

  #end(): void {
    this.#unsubscribe();
    this.#session?.close();
    if (this.#session !== null) this.#store.set(this.#session.view);
    this.#session = null;
  }
}
