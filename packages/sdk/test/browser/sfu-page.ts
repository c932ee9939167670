/** Runs in the page: one person's media through an SFU that is in the page, too. */
import type { Track, TrackSource } from "@parley/protocol";
import { LocalMedia } from "../../src/local-media.ts";
import type { MediaSession, Shown } from "../../src/media-session.ts";
import { MeetingMedia } from "../../src/meeting-media.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { FaultyConnection } from "./faulty-connection.ts";
import { LoopbackSfu, SELF } from "./loopback-sfu.ts";

export type Switch = "mic" | "camera" | "screen";

/** What the tests call. Everything that it returns can leave the page. */
export class SfuPage {
  #sfu = new LoopbackSfu();
  #local = new LocalMedia();
  #clock = new ManualClock();
  #connections: FaultyConnection[] = [];
  #media: MediaSession = this.#newMedia();
  readonly #kept = new Map<string, MediaStream | null>();
  #readings = new Map<string, number>();

  reset(): void {
    this.#media.close();
    this.#local.close();
    this.#sfu.close();
    this.#sfu = new LoopbackSfu();
    this.#local = new LocalMedia();
    this.#clock = new ManualClock();
    this.#connections = [];
    this.#kept.clear();
    this.#readings = new Map();
    this.#media = this.#newMedia();
  }

  set(source: Switch, on: boolean): Promise<void> {
    if (source === "mic") return this.#local.setMic(on);
    return source === "camera" ? this.#local.setCamera(on) : this.#local.setScreen(on);
  }

  welcome(resumed = false, kind: "sfu" | "mesh" = "sfu"): void {
    this.#sfu.welcome(resumed, kind);
  }

  lose(): void {
    this.#sfu.lose();
  }

  end(): void {
    this.#sfu.end();
  }

  mute(source: Switch): void {
    this.#sfu.mutes.emit({ source, by: null });
  }

  people(tracks: readonly Track[]): void {
    this.#sfu.people(tracks);
  }

  show(pictures: readonly Shown[]): void {
    this.#media.show(pictures);
  }

  offer(generation: number, ...trackIds: readonly string[]): Promise<void> {
    return this.#sfu.offer(generation, trackIds);
  }

  /** Answers are on their way until the release. */
  hold(): void {
    this.#sfu.held = [];
  }

  held(): number {
    return this.#sfu.held?.length ?? 0;
  }

  release(): void {
    const held = this.#sfu.held ?? [];
    this.#sfu.held = null;
    for (const answer of held) this.#sfu.deliver(answer);
  }

  drop(): void {
    this.#sfu.held = null;
  }

  /** The next request of the client is refused with this code. */
  refuse(code: string): void {
    this.#sfu.refusal = code;
  }

  /** An answer to this offer, with a description that is none. */
  garble(generation: number, negotiation: number): void {
    this.#sfu.answer(generation, negotiation, "v=0\r\nthis is no SDP\r\n");
  }

  /** What the room knows of oneself. */
  flags() {
    return this.#sfu.view.participants.find(({ id }) => id === SELF)?.media ?? null;
  }

  closed(transport: "up" | "down", generation: number, reason: "failed" | "restarted"): void {
    const event = { type: "transport.closed", transport, generation, reason } as const;
    this.#sfu.media.emit({ ...event, n: 1, after: 1 });
  }

  layers(...active: readonly ("q" | "h" | "f")[]): void {
    const event = { type: "track.layers", trackId: "own camera" } as const;
    this.#sfu.media.emit({ ...event, active: [...active], n: 1, after: 1 });
  }

  speakers(...ids: readonly string[]): void {
    this.#sfu.media.emit({ type: "speakers", ids: [...ids] });
  }

  /** The line that carried the first track carries the second one from now on. */
  slot(generation: number, before: string, now: string): void {
    const down = this.#sfu.downs.find((one) => one.generation === generation);
    const slots = [{ mid: down?.mid(before) ?? "", trackId: now }];
    this.#sfu.media.emit({ type: "track.slots", generation, slots, n: 1, after: 1 });
  }

  asked(): string[] {
    return [...this.#sfu.asked];
  }

  subscribed() {
    return this.#sfu.subscribed;
  }

  /** The offers of this up connection, oldest first. */
  offers(generation: number): string[] {
    return this.#up(generation)?.offers ?? [];
  }

  upState(generation: number): RTCPeerConnectionState | null {
    return this.#up(generation)?.state ?? null;
  }

  /** Layers of the camera that are to be sent, on the newest up connection. */
  active(): string[] {
    const senders = this.#connections.flatMap((pc) => pc.getSenders());
    const encodings = senders.map((sender) => sender.getParameters().encodings);
    const newest = encodings.findLast((all) => all.length > 1) ?? [];
    return newest.filter(({ active }) => active === true).map(({ rid = "" }) => rid);
  }

  remote(from: string) {
    const remote = this.#media.view.remotes.get(from);
    if (remote === undefined) return null;
    const { connection, mic, camera, screen, screenAudio } = remote;
    const streams = Object.entries({ mic, camera, screen, screenAudio });
    const on = streams.flatMap(([source, stream]) => (stream === null ? [] : source));
    return { connection, on: on.join(" ") };
  }

  view() {
    const { kind, speakers, quality, remotes } = this.#media.view;
    const qualities = [...remotes.values()].map((remote) => remote.quality);
    return { kind, speakers, quality, qualities, ids: [...remotes.keys()] };
  }

  details() {
    return this.#media.details();
  }

  async statTypes(id: string): Promise<string[] | null> {
    const types = new Set<string>();
    const report = await this.#media.stats(id);
    report?.forEach(({ type }: { readonly type: string }) => types.add(type));
    return report === null ? null : [...types];
  }

  keep(from: string, source: TrackSource): void {
    this.#kept.set(`${from} ${source}`, this.#stream(from, source));
  }

  /** Whether the stream is the very object that was kept. */
  isKept(from: string, source: TrackSource): boolean {
    const stream = this.#stream(from, source);
    return stream !== null && stream === this.#kept.get(`${from} ${source}`);
  }

  /** How many packets the SFU has got of this source, as of the last look: no promises here. */
  arrived(generation: number, source: TrackSource): number {
    const key = `up ${generation} ${source}`;
    const readings = this.#readings;
    void this.#up(generation)
      ?.packets(source)
      .then((packets) => readings.set(key, packets));
    return readings.get(key) ?? 0;
  }

  /** How many frames the stream of this picture has shown, as of the last look. */
  frames(from: string): number {
    const readings = this.#readings;
    const id = this.#stream(from, "camera")?.getTracks()[0]?.id;
    const note = (stat: Inbound) => {
      if (stat.type === "inbound-rtp" && stat.trackIdentifier === id)
        readings.set(`down ${from} ${id}`, stat.framesDecoded ?? 0);
    };
    void this.#media.stats(from).then((report) => report?.forEach(note));
    return readings.get(`down ${from} ${id}`) ?? 0;
  }

  connections(): RTCPeerConnectionState[] {
    return this.#connections.map(({ connectionState }) => connectionState);
  }

  /** The connection that was made in this place reports this state, or its own again. */
  overrule(place: number, state: RTCPeerConnectionState | null): void {
    this.#connections.at(place)?.overrule(state);
  }

  online(): void {
    window.dispatchEvent(new Event("online"));
  }

  advance(ms: number): void {
    this.#clock.advance(ms);
  }

  timers(): number {
    return this.#clock.pending;
  }

  close(): void {
    this.#media.close();
  }

  #up(generation: number) {
    return this.#sfu.ups.find((up) => up.generation === generation);
  }

  #stream(from: string, source: TrackSource): MediaStream | null {
    return this.#media.view.remotes.get(from)?.[source] ?? null;
  }

  #newMedia(): MediaSession {
    const connections = this.#connections;
    class Connection extends FaultyConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    }
    return new MeetingMedia({
      room: this.#sfu,
      local: this.#local,
      RTCPeerConnection: Connection,
      clock: this.#clock,
      random: () => 1,
    });
  }
}

type Inbound = {
  readonly type: string;
  readonly trackIdentifier?: string;
  readonly framesDecoded?: number;
};

declare global {
  interface Window {
    sfu: SfuPage;
  }
}

window.sfu = new SfuPage();
