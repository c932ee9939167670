import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { type FromWorker, type ToWorker, readFromWorker } from "@parley/server/media-control";
import { forkWorker } from "@parley/server/media-worker";
import { answerTo } from "./janus.ts";
import { ADDRESS } from "./namespace.ts";
import { RawPeer, parametersOf, transportLines, videoSection } from "./raw-peer.ts";
import type { Sfu } from "./sfu.ts";

const WORKER = new URL("../../packages/server/src/media/worker/main.ts", import.meta.url);
const ROOM = "bench";

type Notice = Extract<FromWorker, { type: "notice" }>["notice"];
type Command = Extract<ToWorker, { type: "command" }>["command"];
type Offer = Extract<Notice, { type: "offer" }>;
/** A check that comes before the answer is lost, and libjuice repeats it after half a second. */
const ANSWER_MS = 20;

type Listener = (notice: Notice) => void;
type Report = Extract<FromWorker, { type: "beat" }>["report"];

/** A media worker of Parley, driven as the server drives it. */
export class ParleyWorker implements Sfu {
  readonly name = "Parley";
  readonly #child: ChildProcess;
  readonly #listeners = new Set<Listener>();
  readonly #people = new Map<RawPeer, string>();
  /** The tracks of the room, and who publishes each. */
  readonly #tracks = new Map<string, RawPeer>();
  readonly #forget = new Map<RawPeer, () => void>();
  readonly #started = Promise.withResolvers<void>();
  /** Told every second how the worker is doing. */
  onBeat: (report: Report) => void = () => undefined;
  /** Told when a connection was closed. */
  onClosed: (notice: Notice & { type: "closed" }) => void = complain;
  #count = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", (message) => this.#onMessage(message));
  }

  static async start(): Promise<ParleyWorker> {
    const options = { bindAddress: ADDRESS, port: 0, announced: [ADDRESS] };
    const child = forkWorker({ script: WORKER, environment: {} }, options);
    child.stdout?.pipe(process.stderr);
    child.stderr?.pipe(process.stderr);
    const worker = new ParleyWorker(child);
    await worker.#started.promise;
    return worker;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async openRoom(): Promise<void> {
    this.#send({ type: "open", room: ROOM });
  }

  async publish(ssrc: number): Promise<{ peer: RawPeer; id: string }> {
    const participantId = this.#nextPerson();
    const id = `track-${participantId}`;
    const { peer, local } = await RawPeer.offering(ADDRESS);
    const answered = this.#next("answer", participantId);
    this.command({ type: "join", participantId, generation: 1 });
    const source = { source: "camera", mid: "0", generation: 1, muted: false } as const;
    this.command({ type: "publish", participantId, trackId: id, ...source });
    const sdp = videoSection(local, ssrc);
    this.command({ type: "offer", participantId, generation: 1, negotiation: 1, sdp });
    const answer = await answered;
    if (answer.type !== "answer") throw new Error("no answer");
    peer.answered(parametersOf(answer.sdp));
    await peer.connected();
    this.#people.set(peer, participantId);
    this.#tracks.set(id, peer);
    return { peer, id };
  }

  /** It is offered the tracks that it has not turned off; the first offer makes the connection. */
  async subscribe(from: readonly string[]): Promise<RawPeer> {
    const participantId = this.#nextPerson();
    const offered = this.#next("offer", participantId);
    this.command({ type: "join", participantId, generation: 1 });
    const tracks = [...this.#tracks.keys()].map((trackId) => ({
      trackId,
      width: from.includes(trackId) ? 1920 : 0,
    }));
    this.command({ type: "subscribe", participantId, tracks });
    const offer = await offered;
    if (offer.type !== "offer") throw new Error("no offer");
    const remote = parametersOf(offer.sdp);
    // The server leaves ICE's lead to the client, as to a browser: libdatachannel takes it by offering.
    const { peer, local } = await RawPeer.offering(ADDRESS);
    const answer = (to: Offer) =>
      this.command({
        type: "answer",
        participantId,
        generation: to.generation,
        negotiation: to.negotiation,
        sdp: answerTo(to.sdp, transportLines(local, "passive")),
      });
    const listener: Listener = (notice) => {
      if (notice.type === "offer" && notice.participantId === participantId) answer(notice);
    };
    this.#listeners.add(listener);
    answer(offer);
    await setTimeout(ANSWER_MS);
    peer.answered(remote);
    await peer.connected();
    this.#people.set(peer, participantId);
    this.#forget.set(peer, () => this.#listeners.delete(listener));
    return peer;
  }

  /** Whose connection it is. */
  personOf(peer: RawPeer): string {
    return this.#people.get(peer) ?? "";
  }

  /** The participant of this connection leaves the room. */
  leave(peer: RawPeer): void {
    const participantId = this.#people.get(peer);
    if (participantId !== undefined) this.command({ type: "leave", participantId });
    this.#forget.get(peer)?.();
    this.#people.delete(peer);
    for (const [id, publisher] of this.#tracks) if (publisher === peer) this.#tracks.delete(id);
    this.#forget.delete(peer);
    peer.close();
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, "exit");
    this.#send({ type: "stop" });
    await exited;
  }

  #nextPerson(): string {
    this.#count += 1;
    return `person-${this.#count}`;
  }

  /** Whatever a room may say. */
  command(command: Command): void {
    this.#send({ type: "command", room: ROOM, command });
  }

  #send(message: ToWorker): void {
    this.#child.send(message);
  }

  #next(type: "offer" | "answer", participantId: string): Promise<Notice> {
    return new Promise((resolve) => {
      const listener: Listener = (notice) => {
        if (notice.type !== type || notice.participantId !== participantId) return;
        this.#listeners.delete(listener);
        resolve(notice);
      };
      this.#listeners.add(listener);
    });
  }

  #onMessage(value: unknown): void {
    const read = readFromWorker(value);
    if (!read.ok) throw new Error(`The worker says something unknown: ${read.detail}`);
    const { message } = read;
    if (message.type === "started") this.#started.resolve();
    if (message.type === "beat") this.onBeat(message.report);
    if (message.type !== "notice") return;
    const { notice } = message;
    if (notice.type === "closed") this.onClosed(notice);
    for (const listener of this.#listeners) listener(notice);
  }
}

function complain({ transport, participantId, reason }: Notice & { type: "closed" }): void {
  if (reason === "timeout") return;
  // Nobody would come for what was waited for: better an end than a bench that hangs.
  if (reason === "overloaded")
    throw new Error("The worker takes on nobody: the machine is too busy.");
  process.stderr.write(`closed: ${transport} of ${participantId}, ${reason}\n`);
}
