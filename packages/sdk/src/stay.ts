import type { ServerMessage } from "@parley/protocol";
import { ApiError, SignalingError } from "./errors.ts";
import type { HttpClient } from "./http-client.ts";
import { SignalingClient, type SignalingOptions, type SignalingState } from "./signaling-client.ts";

export type StayOptions = Omit<SignalingOptions, "url"> & {
  readonly http: Pick<HttpClient, "joinRoom">;
  readonly code: string;
  /** The token of an invite link: `?invite=`. */
  readonly invite?: string | undefined;
};

/** How many sockets may fail before a join that never got an answer is given up. */
const JOIN_ATTEMPTS = 3;

/** One join from its beginning to its end; a later join is another stay. */
export class Stay {
  readonly signaling: SignalingClient;
  readonly #options: StayOptions;
  readonly #joined = Promise.withResolvers<void>();
  /** Why the last ticket was not to be had. */
  #error: ApiError | null = null;

  constructor(
    options: StayOptions,
    listeners: {
      readonly onMessage: (message: ServerMessage) => void;
      readonly onState: (state: SignalingState) => void;
    },
  ) {
    this.#options = options;
    this.signaling = new SignalingClient({ ...options, url: () => this.#ticketUrl() });
    this.signaling.on(listeners.onMessage);
    this.signaling.onState(listeners.onState);
  }

  /** Resolves at the first welcome; rejects when it does not come to that. */
  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  welcomed(): void {
    this.#joined.resolve();
  }

  ended(reason: string): void {
    this.#joined.reject(this.#error ?? new SignalingError(reason));
  }

  /** Nobody who presses Join wants to wait for an answer that does not come. */
  giveUpIfHopeless(attempt: number): void {
    if (this.#error === null && attempt <= JOIN_ATTEMPTS) return;
    this.signaling.giveUp(this.#error?.code ?? "connection_lost");
  }

  async #ticketUrl(): Promise<string> {
    const { http, code, invite } = this.#options;
    this.#error = null;
    try {
      const { wsUrl, ticket } = await http.joinRoom(code, invite === undefined ? {} : { invite });
      const url = new URL(wsUrl);
      url.searchParams.set("ticket", ticket);
      return url.href;
    } catch (error) {
      if (error instanceof ApiError) this.#error = error;
      throw error;
    }
  }
}
