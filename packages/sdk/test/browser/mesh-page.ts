/** Runs in the page: meetings whose people are all in this page, over the browser's real WebRTC. */
import type { IceServer } from "@parley/protocol";
import { LocalMedia, type TrackSource } from "../../src/local-media.ts";
import { MeshMedia } from "../../src/mesh-media.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { FaultyConnection } from "./faulty-connection.ts";
import { FakeMeeting } from "./fake-meeting.ts";

export type Switch = "mic" | "camera" | "screen";

class Person {
  readonly local = new LocalMedia();
  readonly clock = new ManualClock();
  readonly connections: FaultyConnection[] = [];
  mesh: MeshMedia;

  constructor(id: string, meeting: FakeMeeting) {
    this.mesh = this.#newMesh(id, meeting);
  }

  /** The page is loaded anew: nobody is told, and nothing is left of the mesh before. */
  reload(id: string, meeting: FakeMeeting): void {
    this.mesh.close();
    this.mesh = this.#newMesh(id, meeting);
  }

  close(): void {
    this.mesh.close();
    this.local.close();
  }

  #newMesh(id: string, meeting: FakeMeeting): MeshMedia {
    const { local, clock, connections } = this;
    class Connection extends FaultyConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    }
    const random = () => 1;
    return new MeshMedia({
      room: meeting.room(id),
      local,
      RTCPeerConnection: Connection,
      clock,
      random,
    });
  }
}

/** What the tests call. Everything that it returns can leave the page. */
export class MeshPage {
  #meeting = new FakeMeeting();
  readonly #people = new Map<string, Person>();
  readonly #kept = new Map<string, MediaStream | null>();
  readonly #players = new Map<MediaStream, HTMLAudioElement>();
  #readings = new Map<string, number>();

  /** A new meeting with nobody in it. */
  reset(): void {
    for (const person of this.#people.values()) person.close();
    this.#people.clear();
    this.#kept.clear();
    for (const player of this.#players.values()) player.srcObject = null;
    this.#players.clear();
    this.#readings = new Map();
    this.#meeting = new FakeMeeting();
  }

  /** Switches these sources on, then joins. */
  async join(id: string, ...sources: readonly Switch[]): Promise<void> {
    await this.#prepare(id, sources);
    this.#meeting.join(id);
  }

  /** As join, but the others are not told before `announce`. */
  async enter(id: string, ...sources: readonly Switch[]): Promise<void> {
    await this.#prepare(id, sources);
    this.#meeting.enter(id);
  }

  announce(id: string): void {
    this.#meeting.announce(id);
  }

  set(id: string, source: Switch, on: boolean): Promise<void> {
    const { local } = this.#person(id);
    if (source === "mic") return local.setMic(on);
    return source === "camera" ? local.setCamera(on) : local.setScreen(on);
  }

  lose(id: string): void {
    this.#meeting.lose(id);
  }

  welcome(id: string): void {
    this.#meeting.join(id);
  }

  resume(id: string): void {
    this.#meeting.resume(id);
  }

  /** A host mutes this one. */
  mute(id: string, source: Switch): void {
    this.#meeting.mute(id, source);
  }

  restart(): void {
    this.#meeting.restart();
  }

  leave(id: string): void {
    this.#meeting.leave(id);
  }

  reload(id: string): void {
    this.#person(id).reload(id, this.#meeting);
    this.#meeting.join(id);
  }

  close(id: string): void {
    this.#person(id).close();
  }

  /** What `at` sees of `from`; null when it is not among the remotes. */
  remote(at: string, from: string) {
    const remote = this.#person(at).mesh.view.remotes.get(from);
    if (remote === undefined) return null;
    const { connection, mic, camera, screen, screenAudio } = remote;
    const sources = { mic, camera, screen, screenAudio };
    const on = Object.entries(sources).flatMap(([source, stream]) =>
      stream === null ? [] : source,
    );
    return { connection, on: on.join(" ") };
  }

  /** How much `at` has decoded of this source: video frames, or audio energy in millionths. */
  async flow(at: string, from: string, source: TrackSource): Promise<number> {
    const { mesh } = this.#person(at);
    const stream = this.#stream(at, from, source);
    const track = stream?.getTracks()[0];
    if (stream !== null && track?.kind === "audio") await this.#play(stream);
    let flow = 0;
    (await mesh.stats(from))?.forEach((report: Inbound) => {
      if (report.type !== "inbound-rtp" || report.trackIdentifier !== track?.id) return;
      const frames = (report.frameWidth ?? 0) > 0 ? (report.framesDecoded ?? 0) : 0;
      flow = source === "mic" || source === "screenAudio" ? audioFlow(report) : frames;
    });
    return flow;
  }

  /** The last reading of `flow`, while the next is taken: waitForFunction takes no promises. */
  reading(at: string, from: string, source: TrackSource): number {
    const key = `${at} ${from} ${source}`;
    const readings = this.#readings;
    void this.flow(at, from, source).then((flow) => readings.set(key, flow));
    return readings.get(key) ?? 0;
  }

  details(at: string) {
    return this.#person(at).mesh.details();
  }

  keep(at: string, from: string, source: TrackSource): void {
    this.#kept.set(`${at} ${from} ${source}`, this.#stream(at, from, source));
  }

  /** Whether the stream is the very object that was kept. */
  isKept(at: string, from: string, source: TrackSource): boolean {
    const stream = this.#stream(at, from, source);
    return stream !== null && stream === this.#kept.get(`${at} ${from} ${source}`);
  }

  /** What was delivered so far: `a offer`, `b answer`; candidates are left out. */
  signals(): string[] {
    const descriptions = this.#meeting.delivered.filter(({ type }) => type !== "candidate");
    return descriptions.map(({ from, type }) => `${from} ${type}`);
  }

  hold(): void {
    this.#meeting.hold();
  }

  offering(): string[] {
    return this.#meeting.offering().toSorted();
  }

  release(): void {
    this.#meeting.release();
  }

  /** A description of `from` reaches `to` that no browser can read. */
  garble(from: string, to: string): Promise<void> {
    const description = { type: "offer", sdp: "v=0\r\nthis is no SDP\r\n" } as const;
    return this.#meeting.deliver(from, { type: "offer", to, description });
  }

  refuseOffer(code: string): void {
    this.#meeting.refuseOffer(code);
  }

  /** The states of all connections that this person has had. */
  connections(id: string): RTCPeerConnectionState[] {
    return this.#person(id).connections.map(({ connectionState }) => connectionState);
  }

  /** The last connection reports this state, or its own again. */
  overrule(id: string, state: RTCPeerConnectionState | null): void {
    this.#person(id).connections.at(-1)?.overrule(state);
  }

  /** The ICE user fragment of the last connection: another one after an ICE restart. */
  ufrag(id: string): string {
    const sdp = this.#person(id).connections.at(-1)?.localDescription?.sdp ?? "";
    return /^a=ice-ufrag:(.*)$/m.exec(sdp)?.[1] ?? "";
  }

  renew(id: string, iceServers: readonly IceServer[]): void {
    this.#meeting.renew(id, iceServers);
  }

  /** What the last connection looks for new ways with. */
  iceServers(id: string): RTCIceServer[] | undefined {
    return this.#person(id).connections.at(-1)?.getConfiguration().iceServers;
  }

  advance(id: string, ms: number): void {
    this.#person(id).clock.advance(ms);
  }

  timers(id: string): number {
    return this.#person(id).clock.pending;
  }

  async #prepare(id: string, sources: readonly Switch[]): Promise<void> {
    this.#people.set(id, new Person(id, this.#meeting));
    await Promise.all(sources.map((source) => this.set(id, source, true)));
  }

  /** Browsers decode sound only for those who listen. */
  async #play(stream: MediaStream): Promise<void> {
    if (this.#players.has(stream)) return;
    const player = new Audio();
    this.#players.set(stream, player);
    player.srcObject = stream;
    await player.play();
  }

  #stream(at: string, from: string, source: TrackSource): MediaStream | null {
    return this.#person(at).mesh.view.remotes.get(from)?.[source] ?? null;
  }

  #person(id: string): Person {
    const person = this.#people.get(id);
    if (person === undefined) throw new Error(`Nobody is called ${id}.`);
    return person;
  }
}

type Inbound = {
  readonly type: string;
  readonly trackIdentifier?: string;
  readonly framesDecoded?: number;
  readonly frameWidth?: number;
  readonly totalAudioEnergy?: number;
};

function audioFlow(report: Inbound): number {
  return Math.round((report.totalAudioEnergy ?? 0) * 1e6);
}

declare global {
  interface Window {
    mesh: MeshPage;
  }
}

window.mesh = new MeshPage();
