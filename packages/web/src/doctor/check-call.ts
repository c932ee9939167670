import {
  type OutgoingMessage,
  type ServerMessage,
  type ServerMessages,
  SignalingClient,
  SignalingError,
  type SignalingState,
  type Welcome,
} from "@parley/sdk";
import type { DoctorReport } from "@parley/protocol/doctor";

export const SFU = "sfu";

export type DownOffer = ServerMessages["offer"];

/** The signalling of one check: the room's welcome, and what is said with the SFU. */
export class CheckCall {
  readonly #signaling: SignalingClient;
  readonly #welcomed = Promise.withResolvers<Welcome>();
  readonly #offered = Promise.withResolvers<DownOffer>();
  /** Who waits for the answer to the offer of a generation. */
  readonly #answers = new Map<number, (sdp: string) => void>();

  /** @param url asked for before each attempt */
  constructor(url: () => Promise<string>) {
    // Whoever waits for them has its own time limit.
    this.#welcomed.promise.catch(() => undefined);
    this.#offered.promise.catch(() => undefined);
    this.#signaling = new SignalingClient({ url });
    this.#signaling.on((message) => this.#receive(message));
    this.#signaling.onState((state) => this.#onState(state));
    this.#signaling.connect();
  }

  /** @throws SignalingError when the room cannot be entered */
  welcome(): Promise<Welcome> {
    return this.#welcomed.promise;
  }

  /** The server's offer of the connection down, which comes by itself. */
  offer(): Promise<DownOffer> {
    return this.#offered.promise;
  }

  /** Milliseconds to the server and back. */
  async ping(): Promise<number> {
    const sent = performance.now();
    await this.#signaling.request({ type: "ping", t: Date.now() });
    return performance.now() - sent;
  }

  /** Resolves with the SFU's answer. Each generation must be larger than those before. */
  async offerUp(generation: number, sdp: string): Promise<string> {
    const answered = Promise.withResolvers<string>();
    this.#answers.set(generation, answered.resolve);
    const transport = { transport: "up", generation, negotiation: 1 } as const;
    await this.#ask({ type: "offer", to: SFU, description: { type: "offer", sdp }, ...transport });
    return answered.promise;
  }

  async answerDown({ generation = 1, negotiation = 1 }: DownOffer, sdp: string): Promise<void> {
    const description = { type: "answer", sdp } as const;
    const transport = { transport: "down", generation, negotiation } as const;
    await this.#ask({ type: "answer", to: SFU, description, ...transport });
  }

  /** As a candidate, which the server passes on to one participant and keeps nowhere. */
  async report(to: string, report: DoctorReport): Promise<void> {
    await this.#ask({ type: "candidate", to, candidate: { candidate: JSON.stringify(report) } });
  }

  close(): Promise<void> {
    return this.#signaling.close();
  }

  async #ask(message: OutgoingMessage): Promise<void> {
    await this.#signaling.request(message);
  }

  #receive(message: ServerMessage): void {
    if (message.type === "welcome") this.#welcomed.resolve(message);
    if (message.type === "offer" && message.from === SFU) this.#offered.resolve(message);
    if (message.type === "answer" && message.from === SFU) {
      this.#answers.get(message.generation ?? 1)?.(message.description.sdp);
    }
  }

  #onState(state: SignalingState): void {
    if (state.state !== "ended") return;
    const error = new SignalingError(state.reason);
    this.#welcomed.reject(error);
    this.#offered.reject(error);
  }
}
