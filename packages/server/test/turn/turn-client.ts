import { type Socket, createSocket } from "node:dgram";
import { once } from "node:events";
import {
  ATTRIBUTE,
  type Attributes,
  CLASS,
  type Endpoint,
  METHOD,
  type StunMessage,
  decode,
  encode,
  errorCode,
  longTermKey,
  newTransaction,
  readXorAddress,
  xorAddress,
} from "../../src/doctor/stun.ts";

export type Credentials = { readonly username: string; readonly credential: string };

/** What came through the relay: by its address, or by its channel. */
export type Arrival = { readonly from: Endpoint | number; readonly data: string };

/** The number of the error, such as 403; 0: it went well. */
export type Code = number;

const UDP = 17;
const IPV6 = 2;
const UNAUTHENTICATED = 401;
const STALE_NONCE = 438;

/** One without credentials, one whose nonce has just become stale, and one more. */
const ATTEMPTS = 3;

/** Errors that say how to ask so that it is not an error. */
const CHALLENGES = new Set([UNAUTHENTICATED, STALE_NONCE]);

/** A TURN client over UDP (RFC 8656), for a line that loses nothing. */
export class TurnClient {
  readonly #socket: Socket;
  readonly #server: Endpoint;
  readonly #credentials: Credentials;
  readonly #waiting = new Map<string, (answer: StunMessage) => void>();
  readonly #arrivals: Arrival[] = [];
  #onArrival: () => void = () => {};
  #closed = false;
  #challenge: { readonly realm: Buffer; readonly nonce: Buffer } | null = null;

  private constructor(socket: Socket, server: Endpoint, credentials: Credentials) {
    this.#socket = socket;
    this.#server = server;
    this.#credentials = credentials;
    socket.on("message", (bytes) => this.#receive(bytes));
  }

  static async open(server: Endpoint, credentials: Credentials): Promise<TurnClient> {
    const socket = createSocket("udp4");
    socket.bind();
    await once(socket, "listening");
    return new TurnClient(socket, server, credentials);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }

  /** What the server says to a STUN Binding request. */
  async bindingResponse(): Promise<StunMessage> {
    return this.#exchange(METHOD.binding, () => [], null);
  }

  async allocate(family: "ipv4" | "ipv6" = "ipv4"): Promise<Code> {
    const transport: Attributes = [[ATTRIBUTE.requestedTransport, Buffer.from([UDP, 0, 0, 0])]];
    const wanted = [ATTRIBUTE.requestedAddressFamily, Buffer.from([IPV6, 0, 0, 0])] as const;
    const attributes = family === "ipv6" ? [...transport, wanted] : transport;
    return this.#request(METHOD.allocate, () => attributes);
  }

  /** Keeps the allocation as long as the server likes. */
  async refresh(): Promise<Code> {
    return this.#request(METHOD.refresh, () => []);
  }

  async permit(address: string): Promise<Code> {
    const peer = { address, port: 0 };
    return this.#request(METHOD.createPermission, (transaction) => [
      [ATTRIBUTE.xorPeerAddress, xorAddress(peer, transaction)],
    ]);
  }

  async bindChannel(channel: number, peer: Endpoint): Promise<Code> {
    const number = Buffer.alloc(4);
    number.writeUInt16BE(channel);
    return this.#request(METHOD.channelBind, (transaction) => [
      [ATTRIBUTE.channelNumber, number],
      [ATTRIBUTE.xorPeerAddress, xorAddress(peer, transaction)],
    ]);
  }

  /** By a Send indication. */
  send(peer: Endpoint, data: string): void {
    const transaction = newTransaction();
    const attributes: Attributes = [
      [ATTRIBUTE.xorPeerAddress, xorAddress(peer, transaction)],
      [ATTRIBUTE.data, Buffer.from(data)],
    ];
    const indication = { method: METHOD.send, class: CLASS.indication, transaction, attributes };
    this.#write(encode(indication, null));
  }

  sendOnChannel(channel: number, data: string): void {
    const bytes = Buffer.from(data);
    const head = Buffer.alloc(4);
    head.writeUInt16BE(channel, 0);
    head.writeUInt16BE(bytes.length, 2);
    this.#write(Buffer.concat([head, bytes]));
  }

  /** The next thing that comes through the relay. */
  async arrival(): Promise<Arrival> {
    for (;;) {
      const arrival = this.#arrivals.shift();
      if (arrival !== undefined) return arrival;
      await new Promise<void>((resolve) => (this.#onArrival = resolve));
    }
  }

  /**
   * Asks again when the server says how (RFC 8489, section 9.2.5). A coturn that has just started
   * makes nonces by a clock that still stands at 0, so the first one may be stale at once.
   */
  async #request(method: number, attributes: (transaction: Buffer) => Attributes): Promise<Code> {
    for (let attempt = 1; ; attempt += 1) {
      const known = this.#challenge;
      const answer = await this.#exchange(method, attributes, known);
      const code = errorCode(answer);
      if (!CHALLENGES.has(code) || attempt === ATTEMPTS) return code;
      this.#challenge = challengeIn(answer);
      // With credentials in the request, 401 means that they are wrong.
      if (code === UNAUTHENTICATED && known !== null) return code;
    }
  }

  #exchange(
    method: number,
    attributes: (transaction: Buffer) => Attributes,
    challenge: { readonly realm: Buffer; readonly nonce: Buffer } | null,
  ): Promise<StunMessage> {
    const transaction = newTransaction();
    const { username, credential } = this.#credentials;
    const identity: Attributes =
      challenge === null
        ? []
        : [
            [ATTRIBUTE.username, Buffer.from(username)],
            [ATTRIBUTE.realm, challenge.realm],
            [ATTRIBUTE.nonce, challenge.nonce],
          ];
    const key =
      challenge === null ? null : longTermKey(username, challenge.realm.toString(), credential);
    const all = [...attributes(transaction), ...identity];
    const answered = new Promise<StunMessage>((resolve) => {
      this.#waiting.set(transaction.toString("hex"), resolve);
    });
    this.#write(encode({ method, class: CLASS.request, transaction, attributes: all }, key));
    return answered;
  }

  #write(bytes: Buffer): void {
    this.#socket.send(bytes, this.#server.port, this.#server.address);
  }

  #receive(bytes: Buffer): void {
    const message = decode(bytes);
    if (message === null) return this.#arrive(channelData(bytes));
    if (message.class === CLASS.indication) return this.#arrive(dataIndication(message));
    const key = message.transaction.toString("hex");
    this.#waiting.get(key)?.(message);
    this.#waiting.delete(key);
  }

  #arrive(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    this.#onArrival();
  }
}

function challengeIn({ attributes }: StunMessage) {
  const none = Buffer.alloc(0);
  return {
    realm: attributes.get(ATTRIBUTE.realm) ?? none,
    nonce: attributes.get(ATTRIBUTE.nonce) ?? none,
  };
}

function dataIndication({ attributes, transaction }: StunMessage): Arrival {
  const peer = attributes.get(ATTRIBUTE.xorPeerAddress) ?? Buffer.alloc(8);
  const data = attributes.get(ATTRIBUTE.data)?.toString() ?? "";
  return { from: readXorAddress(peer, transaction), data };
}

function channelData(bytes: Buffer): Arrival {
  return {
    from: bytes.readUInt16BE(0),
    data: bytes.subarray(4, 4 + bytes.readUInt16BE(2)).toString(),
  };
}
