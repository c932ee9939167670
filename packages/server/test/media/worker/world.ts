import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { TrackLine } from "@parley/protocol";
import type { FromWorker, WorkerReport } from "../../../src/media/control.ts";
import { isRtcp, RtpView } from "../../../src/media/rtp/rtp-view.ts";
import { checkPort } from "../../../src/media/worker/check-port.ts";
import { MediaWorker } from "../../../src/media/worker/media-worker.ts";
import type { MediaCommand, MediaNotice } from "../../../src/runtime/ports.ts";
import { NdcPeer, type OfferedSection } from "../support/ndc-peer.ts";
import { FakeMediaClock } from "./fake-media-clock.ts";

export type Notice<T extends MediaNotice["type"]> = MediaNotice & { type: T };

type Waiting = { readonly wants: (notice: MediaNotice) => boolean; readonly done: () => void };

const ROOM = "room";
const ADDRESS = "127.0.0.1";

/** A media worker in this process with one room, in time that the test moves. */
export class World {
  readonly clock = new FakeMediaClock();
  readonly worker: MediaWorker;
  readonly port: number;
  /** Everything that the worker has told so far. */
  readonly messages: FromWorker[] = [];
  readonly errors: unknown[] = [];
  readonly #waiting = new Set<Waiting>();
  #closed = false;

  static async open(t: TestContext): Promise<World> {
    const port = await checkPort({ bindAddress: ADDRESS, port: 0 });
    const world = new World(port);
    t.after(() => world.#close());
    return world;
  }

  private constructor(port: number) {
    this.port = port;
    this.worker = new MediaWorker({
      bindAddress: ADDRESS,
      port,
      announced: [ADDRESS],
      clock: this.clock,
      send: (message) => this.#receive(message),
      onError: (error) => this.errors.push(error),
    });
    this.worker.receive({ type: "open", room: ROOM });
  }

  command(command: MediaCommand): void {
    this.worker.receive({ type: "command", room: ROOM, command });
  }

  notices<T extends MediaNotice["type"]>(type: T, participantId?: string): Notice<T>[] {
    const isWanted = (notice: MediaNotice): notice is Notice<T> =>
      notice.type === type && (participantId === undefined || idOf(notice) === participantId);
    return this.messages
      .flatMap((message) => (message.type === "notice" ? [message.notice] : []))
      .filter(isWanted);
  }

  /** The newest of its type, once there is one more than now. */
  async next<T extends MediaNotice["type"]>(type: T, participantId?: string): Promise<Notice<T>> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wants = (notice: MediaNotice) =>
      notice.type === type && (participantId === undefined || idOf(notice) === participantId);
    this.#waiting.add({ wants, done: resolve });
    await promise;
    const notice = this.notices(type, participantId).at(-1);
    assert(notice !== undefined);
    return notice;
  }

  get report(): WorkerReport {
    return this.worker.describe();
  }

  /** Lets the network work until something is so. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      assert(!this.#closed, "the test is over");
      await setImmediate();
    }
  }

  /** Somebody who joins and takes what is offered. */
  async join(t: TestContext, participantId: string): Promise<Client> {
    const client = new Client(this, participantId);
    t.after(() => client.close());
    await client.join();
    return client;
  }

  #close(): void {
    this.#closed = true;
    this.worker.close();
  }

  #receive(message: FromWorker): void {
    this.messages.push(message);
    if (message.type !== "notice") return;
    for (const waiting of this.#waiting) {
      if (!waiting.wants(message.notice)) continue;
      this.#waiting.delete(waiting);
      waiting.done();
    }
  }
}

const idOf = (notice: MediaNotice): string | null =>
  "participantId" in notice ? notice.participantId : null;

/** A participant with two connections, as a browser has them. */
export class Client {
  readonly id: string;
  readonly #world: World;
  #up: NdcPeer | null = null;
  #down: NdcPeer | null = null;
  #upGeneration = 0;

  constructor(world: World, id: string) {
    this.#world = world;
    this.id = id;
  }

  get up(): NdcPeer {
    assert(this.#up !== null);
    return this.#up;
  }

  get down(): NdcPeer {
    assert(this.#down !== null);
    return this.#down;
  }

  command(command: MediaCommand): void {
    this.#world.command(command);
  }

  /** The newest offer of `down`. */
  get offered(): Notice<"offer"> {
    const offer = this.#world.notices("offer", this.id).at(-1);
    assert(offer !== undefined);
    return offer;
  }

  async join(generation = 1): Promise<void> {
    this.command({ type: "join", participantId: this.id, generation });
    await this.takeDown();
  }

  /** Answers the newest offer with a new connection. */
  async takeDown(): Promise<void> {
    this.#down?.close();
    this.#down = NdcPeer.answering(this.offered.sdp);
    const { estimateBps } = this.#world.report;
    this.#answer(this.#down.description);
    await this.#down.connected;
    // The worker's end is connected a moment later, and has an estimate from then on.
    await this.#world.until(() => this.#world.report.estimateBps > estimateBps);
  }

  /** Lets the worker offer what has changed, and answers it. */
  takeChange(): Notice<"offer"> {
    const before = this.offered.negotiation;
    this.#world.clock.advance(20);
    assert.notEqual(this.offered.negotiation, before, "nothing was offered");
    this.#answer(this.down.answer(this.offered.sdp));
    return this.offered;
  }

  /** Which line carries a track, as it was offered last. */
  line(trackId: string): TrackLine {
    const line = this.offered.tracks.find((it) => it.trackId === trackId);
    assert(line !== undefined, `${trackId} is on no line`);
    return line;
  }

  /** The SSRCs of a line: its own, and that of RTX. */
  ssrcs(mid: string): { readonly ssrc: number; readonly rtx: number | null } {
    const section = this.offered.sdp.split(/^m=/m).find((it) => it.includes(`a=mid:${mid}\r\n`));
    const group = /a=ssrc-group:FID (\d+) (\d+)/.exec(section ?? "");
    const ssrc = group?.[1] ?? /a=ssrc:(\d+)/.exec(section ?? "")?.[1];
    assert(ssrc !== undefined, `${mid} sends nothing`);
    return { ssrc: Number(ssrc), rtx: group?.[2] === undefined ? null : Number(group[2]) };
  }

  /** Makes a new `up` connection. */
  async openUp(sections: readonly OfferedSection[]): Promise<void> {
    this.#up?.close();
    this.#up = NdcPeer.offering(sections);
    this.#upGeneration += 1;
    const generation = this.#upGeneration;
    const sdp = this.#up.description;
    const answer = this.#world.next("answer", this.id);
    this.command({ type: "offer", participantId: this.id, generation, negotiation: 1, sdp });
    this.#up.accept((await answer).sdp);
    await this.#up.connected;
    await this.#reach(this.#up);
  }

  publish(trackId: string, source: TrackLine["source"], mid: string, muted = false): void {
    const { id: participantId } = this;
    const generation = null;
    this.command({ type: "publish", participantId, trackId, source, mid, generation, muted });
  }

  mute(trackId: string, muted: boolean): void {
    this.command({ type: "mute", participantId: this.id, trackId, muted });
  }

  subscribe(trackId: string, width: number): void {
    this.command({ type: "subscribe", participantId: this.id, tracks: [{ trackId, width }] });
  }

  leave(): void {
    this.command({ type: "leave", participantId: this.id });
  }

  /** Sends, and gives the packet that comes of it at the receiver. */
  async sendTo(receiver: Client, packet: Buffer, ssrc: number): Promise<RtpView> {
    const arrival = receiver.rtp(ssrc);
    this.up.send(packet);
    return arrival;
  }

  /** The next RTP packet of this SSRC on `down`. */
  async rtp(ssrc: number): Promise<RtpView> {
    return viewOf(await this.down.next((packet) => isOf(packet, ssrc)));
  }

  /** Sends RTCP to the worker on `down`. */
  tell(write: (into: Buffer) => number): void {
    const packet = Buffer.alloc(1200);
    this.down.send(packet.subarray(0, write(packet)));
  }

  /** All RTP packets of this SSRC so far. */
  received(ssrc: number): RtpView[] {
    return this.down.packets.filter((packet) => isOf(packet, ssrc)).map(viewOf);
  }

  close(): void {
    this.#up?.close();
    this.#down?.close();
  }

  /** The worker's end takes packets a moment later: knocks with packets that mean nothing. */
  async #reach(up: NdcPeer): Promise<void> {
    const { dropsInvalid } = this.#world.report.total;
    let sequence = 0;
    await this.#world.until(() => {
      // With the padding bit and no padding it is not RTP.
      const knock = Buffer.from("a06000000000000000000000", "hex");
      knock.writeUInt16BE((sequence += 1), 2);
      up.send(knock);
      return this.#world.report.total.dropsInvalid > dropsInvalid;
    });
  }

  #answer(sdp: string): void {
    const { generation, negotiation } = this.offered;
    this.command({ type: "answer", participantId: this.id, generation, negotiation, sdp });
  }
}

export const viewOf = (packet: Buffer): RtpView => {
  const view = new RtpView();
  assert(view.parse(packet));
  return view;
};

const isOf = (packet: Buffer, ssrc: number): boolean =>
  !isRtcp(packet) && packet.readUInt32BE(8) === ssrc;
