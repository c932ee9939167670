import { LIMITS } from "@parley/protocol/limits";
import {
  ATTRIBUTE,
  type Attributes,
  CLASS,
  METHOD,
  type StunMessage,
  decode,
  encode,
  errorCode,
  longTermKey,
  newTransaction,
  xorAddress,
} from "./stun.ts";
import type { Line } from "./turn-line.ts";

export type TurnCredentials = { readonly username: string; readonly credential: string };

type Challenge = { readonly realm: Buffer; readonly nonce: Buffer };

const UDP = 17;
const UNAUTHENTICATED = 401;
const STALE_NONCE = 438;

/** One without credentials, one whose nonce has just become stale, and one more. */
const ATTEMPTS = 3;

/** RFC 8489, section 6.2.1. */
const REPEAT_MS = 500;

/** Asks one TURN server (RFC 8656). What is not answered in time rejects. */
export class TurnSession {
  readonly #line: Line;
  readonly #credentials: TurnCredentials;
  readonly #waiting = new Map<string, (answer: StunMessage) => void>();
  #challenge: Challenge | null = null;

  constructor(line: Line, credentials: TurnCredentials) {
    this.#line = line;
    this.#credentials = credentials;
    line.onMessage((bytes) => this.#receive(bytes));
  }

  /** Whether it answers at all, which needs no credentials. */
  async bind(): Promise<void> {
    await this.#exchange(METHOD.binding, () => []);
  }

  allocate(): Promise<StunMessage> {
    const transport = [ATTRIBUTE.requestedTransport, Buffer.from([UDP, 0, 0, 0])] as const;
    return this.#request(METHOD.allocate, () => [transport]);
  }

  /** Whether data may go to this IPv4 address. */
  permit(address: string): Promise<StunMessage> {
    return this.#request(METHOD.createPermission, (transaction) => [
      [ATTRIBUTE.xorPeerAddress, xorAddress({ address, port: 0 }, transaction)],
    ]);
  }

  /** Gives the allocation back. */
  async release(): Promise<void> {
    await this.#request(METHOD.refresh, () => [[ATTRIBUTE.lifetime, Buffer.alloc(4)]]);
  }

  /** Asks again when the server says how (RFC 8489, section 9.2.5). */
  async #request(method: number, attributes: (transaction: Buffer) => Attributes) {
    for (let attempt = 1; ; attempt += 1) {
      const known = this.#challenge;
      const answer = await this.#exchange(method, attributes);
      const code = errorCode(answer);
      const isChallenge = (code === UNAUTHENTICATED && known === null) || code === STALE_NONCE;
      if (!isChallenge || attempt === ATTEMPTS) return answer;
      this.#challenge = challengeIn(answer);
    }
  }

  async #exchange(
    method: number,
    attributes: (transaction: Buffer) => Attributes,
  ): Promise<StunMessage> {
    const transaction = newTransaction();
    const all = [...attributes(transaction), ...this.#identity()];
    const bytes = encode(
      { method, class: CLASS.request, transaction, attributes: all },
      this.#key(),
    );
    const name = transaction.toString("hex");
    const { promise, resolve, reject } = Promise.withResolvers<StunMessage>();
    this.#waiting.set(name, resolve);
    const late = new DOMException("There is no answer.", "TimeoutError");
    const timer = setTimeout(() => reject(late), LIMITS.doctorAnswerMs);
    const again = this.#line.lossy
      ? setInterval(() => this.#line.send(bytes), REPEAT_MS)
      : undefined;
    this.#line.send(bytes);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      clearInterval(again);
      this.#waiting.delete(name);
    }
  }

  #identity(): Attributes {
    if (this.#challenge === null) return [];
    const { realm, nonce } = this.#challenge;
    const username = Buffer.from(this.#credentials.username);
    return [
      [ATTRIBUTE.username, username],
      [ATTRIBUTE.realm, realm],
      [ATTRIBUTE.nonce, nonce],
    ];
  }

  #key(): Buffer | null {
    if (this.#challenge === null) return null;
    const { username, credential } = this.#credentials;
    return longTermKey(username, this.#challenge.realm.toString(), credential);
  }

  #receive(bytes: Buffer): void {
    const message = decode(bytes);
    if (message !== null) this.#waiting.get(message.transaction.toString("hex"))?.(message);
  }
}

function challengeIn({ attributes }: StunMessage): Challenge {
  const none = Buffer.alloc(0);
  return {
    realm: attributes.get(ATTRIBUTE.realm) ?? none,
    nonce: attributes.get(ATTRIBUTE.nonce) ?? none,
  };
}
