import type { Participant, Track, TrackLine, TrackSource, Welcome } from "@parley/protocol";
import { Emitter } from "../../src/emitter.ts";
import { SignalingError } from "../../src/errors.ts";
import type { MediaEvent, MutedEvent, OutgoingSignal, Signal } from "../../src/room-events.ts";
import type { TrackWidth } from "../../src/room-requests.ts";
import { EMPTY_VIEW, type RoomView } from "../../src/room-view.ts";
import type { SfuRoom } from "../../src/sfu-media.ts";
import { Store } from "../../src/store.ts";
import { participant, welcome } from "../support/messages.ts";
import { DownPeer } from "./down-peer.ts";
import { UpPeer } from "./up-peer.ts";

export const SELF = "me";

/**
 * A room with an SFU, in the page itself: it answers what comes up and offers what goes down with
 * RTCPeerConnections of its own, and tells what the test wants it to tell.
 */
export class LoopbackSfu implements SfuRoom {
  /** What the client asked for, in order, in short words: `publish mic 1`, `replace 1`. */
  readonly asked: string[] = [];
  readonly subscribed: TrackWidth[][] = [];
  readonly media = new Emitter<MediaEvent>();
  readonly mutes = new Emitter<MutedEvent>();
  readonly ups: UpPeer[] = [];
  readonly downs: DownPeer[] = [];
  /** Answers that are on their way until somebody sends them; null: they arrive at once. */
  held: Signal[] | null = null;
  /** The next request is refused with this code. */
  refusal: string | null = null;
  readonly #signals = new Emitter<Signal>();
  readonly #welcomes = new Emitter<Welcome>();
  readonly #store = new Store<RoomView>({ ...EMPTY_VIEW, selfId: SELF });

  get view(): RoomView {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  onWelcome(listener: (welcome: Welcome) => void): () => void {
    return this.#welcomes.on(listener);
  }

  onMuted(listener: (event: MutedEvent) => void): () => void {
    return this.mutes.on(listener);
  }

  onSignal(listener: (message: Signal) => void): () => void {
    return this.#signals.on(listener);
  }

  onMedia(listener: (event: MediaEvent) => void): () => void {
    return this.media.on(listener);
  }

  show(change: Partial<RoomView>): void {
    this.#store.set({ ...this.view, ...change });
  }

  /** Others with these tracks are in the room; the pictures and voices of all are on. */
  people(tracks: readonly Track[]): void {
    const media = { mic: true, camera: true, screen: true };
    const ids = new Set(tracks.map(({ participantId }) => participantId));
    const others = [...ids].map((id) => participant({ id, media }));
    this.show({ tracks, participants: [...this.#own(), ...others] });
  }

  welcome(resumed: boolean, kind: "sfu" | "mesh" = "sfu"): void {
    const { room } = welcome();
    const settings = { ...room.settings, media: kind };
    this.show({
      connection: { state: "live" },
      room: { ...room, settings },
      participants: [participant({ id: SELF })],
    });
    this.#welcomes.emit(welcome({ resumed }));
  }

  lose(): void {
    const connection = { state: "reconnecting", since: 0, attempt: 1, retryAt: null } as const;
    this.show({ connection });
  }

  end(): void {
    this.show({ connection: { state: "ended", reason: "left", action: "stop" } });
  }

  async signal(message: OutgoingSignal): Promise<void> {
    if (message.type === "candidate") return this.#ask("candidate");
    this.#ask(`${message.type} ${message.transport} ${message.generation}`);
    if (message.type === "offer") await this.#onOffer(message);
    else await this.#onAnswer(message);
  }

  async publishTrack(line: { mid: string; source: TrackSource; generation: number }) {
    this.#ask(`publish ${line.source} ${line.generation}`);
    return `own ${line.source}`;
  }

  async unpublishTrack(trackId: string): Promise<void> {
    this.#ask(`unpublish ${trackId}`);
  }

  async subscribeTracks(tracks: readonly TrackWidth[]): Promise<void> {
    this.#ask("subscribe");
    this.subscribed.push([...tracks]);
  }

  async replaceTransport(generation: number): Promise<void> {
    this.#ask(`replace ${generation}`);
  }

  probe(): void {
    this.asked.push("probe");
  }

  async update({ media }: { media?: Partial<Participant["media"]> }): Promise<void> {
    const [self] = this.#own();
    if (self === undefined || media === undefined) return;
    const others = this.view.participants.filter(({ id }) => id !== SELF);
    this.show({ participants: [{ ...self, media: { ...self.media, ...media } }, ...others] });
  }

  /** Offers a connection of this generation, or offers the same one again. */
  async offer(generation: number, tracks: readonly TrackLine["trackId"][]): Promise<void> {
    const known = this.downs.find((down) => down.generation === generation);
    const down = known ?? new DownPeer(generation);
    if (known === undefined) this.downs.push(down);
    const wanted = this.view.tracks.filter(({ id }) => tracks.includes(id));
    this.#signals.emit(await down.offer(wanted));
  }

  answer(generation: number, negotiation: number, sdp: string): void {
    const description = { type: "answer", sdp } as const;
    const counters = { generation, negotiation, n: 1, after: 1 };
    const answer = { type: "answer", from: "sfu", transport: "up", description } as const;
    this.deliver({ ...answer, ...counters });
  }

  deliver(signal: Signal): void {
    if (this.held === null) this.#signals.emit(signal);
    else this.held.push(signal);
  }

  close(): void {
    for (const peer of [...this.ups, ...this.downs]) peer.close();
  }

  #own(): Participant[] {
    return this.view.participants.filter(({ id }) => id === SELF);
  }

  #ask(what: string): void {
    this.asked.push(what);
    const code = this.refusal;
    this.refusal = null;
    if (code !== null) throw new SignalingError(code);
  }

  async #onOffer({ generation = 0, negotiation = 0, description }: OutgoingOffer): Promise<void> {
    const known = this.ups.find((up) => up.generation === generation);
    const up = known ?? new UpPeer(generation);
    if (known === undefined) this.ups.push(up);
    const sdp = await up.answer(description.sdp);
    this.answer(generation, negotiation, sdp);
  }

  async #onAnswer({ generation, description }: OutgoingAnswer): Promise<void> {
    await this.downs.find((down) => down.generation === generation)?.answered(description.sdp);
  }
}

type OutgoingOffer = Extract<OutgoingSignal, { type: "offer" }>;
type OutgoingAnswer = Extract<OutgoingSignal, { type: "answer" }>;
