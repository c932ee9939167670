import { LIMITS } from "@parley/protocol/limits";
import type { MediaCommand } from "../../runtime/ports.ts";
import type { RoomContext } from "./context.ts";
import { DownConnection, type DownOptions } from "./down-connection.ts";
import type { Wanted } from "./down-lines.ts";
import type { Producer } from "./producer.ts";
import { RateLimit } from "./rate-limit.ts";
import { Subscriptions } from "./subscriptions.ts";
import { UpConnection, type UpOptions } from "./up-connection.ts";

export type PeerOptions = Pick<UpOptions, "heard"> &
  Pick<DownOptions, "isSpeaking"> & {
    readonly participantId: string;
    /** The tracks that it should get. */
    readonly wanted: (peer: Peer) => Wanted;
  };

/** One participant: what it publishes, and its two connections. */
export class Peer {
  readonly participantId: string;
  readonly producers = new Map<string, Producer>();
  readonly subscriptions = new Subscriptions();
  readonly #context: RoomContext;
  readonly #options: PeerOptions;
  /** Descriptions take long to read, and connections to make. */
  readonly #negotiations = new RateLimit(LIMITS.negotiations);
  #up: UpConnection | null = null;
  #down: DownConnection | null = null;

  constructor(context: RoomContext, options: PeerOptions) {
    this.#context = context;
    this.#options = options;
    this.participantId = options.participantId;
  }

  get up(): UpConnection | null {
    return this.#up;
  }

  get down(): DownConnection | null {
    return this.#down;
  }

  /** A new session: nothing of the one before is of use. */
  join(generation: number): void {
    this.closeConnections();
    this.#makeDown(generation).open();
  }

  /** A new `down` instead of the one before, which is closed first. */
  replaceDown(generation: number): void {
    if (this.#down !== null && generation <= this.#down.generation) return;
    const down = this.#makeDown(generation);
    if (this.#mayNegotiate()) down.open();
    else down.refuse();
  }

  offer({ generation, negotiation, sdp }: MediaCommand & { type: "offer" }): void {
    if (this.#up !== null && generation < this.#up.generation) return;
    if (this.#up?.generation !== generation) this.#openUp(generation);
    if (!this.#mayNegotiate()) return this.#up?.refuse();
    this.#up?.negotiate({ negotiation, sdp, stereo: this.#stereoMids(generation) });
    this.attach();
  }

  answer({ generation, negotiation, sdp }: MediaCommand & { type: "answer" }): void {
    if (this.#down?.generation === generation) this.#down.answer(negotiation, sdp);
  }

  /** Gives every track the line that it comes on. */
  attach(): void {
    const now = this.#context.clock.now();
    for (const producer of this.producers.values()) {
      const { mid } = producer.binding;
      const line = this.#isCurrent(producer) ? (this.#up?.line(mid) ?? null) : null;
      producer.attach(line?.section.kind === producer.kind ? line : null, now);
    }
  }

  closeConnections(): void {
    this.#up?.close();
    this.#down?.close();
    this.#up = null;
    this.#down = null;
  }

  #openUp(generation: number): void {
    const { participantId, heard } = this.#options;
    // libjuice gives a successor's packets to the old connection as long as that is open.
    this.#up?.close();
    const onEnd = () => this.#detach();
    this.#up = new UpConnection(this.#context, { participantId, generation, heard, onEnd });
  }

  #makeDown(generation: number): DownConnection {
    this.#down?.close();
    const { participantId, isSpeaking } = this.#options;
    const { subscriptions } = this;
    const wanted = () => this.#options.wanted(this);
    const options = { participantId, generation, subscriptions, isSpeaking, wanted };
    const down = new DownConnection(this.#context, options);
    this.#down = down;
    return down;
  }

  #mayNegotiate(): boolean {
    return this.#negotiations.take(this.#context.clock.now());
  }

  #detach(): void {
    const now = this.#context.clock.now();
    for (const producer of this.producers.values()) producer.attach(null, now);
  }

  #isCurrent({ binding }: Producer): boolean {
    return binding.generation === null || binding.generation === this.#up?.generation;
  }

  #stereoMids(generation: number): ReadonlySet<string> {
    const sounds = [...this.producers.values()].filter(
      ({ source, binding }) =>
        source === "screenAudio" &&
        (binding.generation === null || binding.generation === generation),
    );
    return new Set(sounds.map(({ binding }) => binding.mid));
  }
}
