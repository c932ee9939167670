import assert from "node:assert/strict";
import { parseDownAnswer } from "../../../src/media/sdp/down-answer.ts";
import { type DownLine, writeDownOffer } from "../../../src/media/sdp/down-offer.ts";
import type { RemoteTransport } from "../../../src/media/sdp/transport-parameters.ts";
import { writeUpAnswer } from "../../../src/media/sdp/up-answer.ts";
import { parseUpOffer } from "../../../src/media/sdp/up-offer.ts";
import { checkPort } from "../../../src/media/worker/check-port.ts";
import {
  type Transport,
  type TransportClose,
  TransportFactory,
} from "../../../src/media/worker/transport.ts";

const ADDRESS = "127.0.0.1";

/** A port with transports, and all that was reported about them. */
export class Transports {
  readonly port: number;
  readonly factory: TransportFactory;
  readonly errors: unknown[] = [];

  static async open(): Promise<Transports> {
    return new Transports(await checkPort({ bindAddress: ADDRESS, port: 0 }));
  }

  private constructor(port: number) {
    this.port = port;
    const onError = (error: unknown) => this.errors.push(error);
    this.factory = new TransportFactory({ bindAddress: ADDRESS, port, onError });
  }

  close(): void {
    this.factory.close();
  }

  /** Answers an `up` offer. */
  accept(sdp: string, handlers: Watch): { readonly transport: Transport; readonly answer: string } {
    const offer = parseUpOffer(sdp);
    assert(offer.ok);
    const transport = this.factory.accepting(offer.value.transport, handlers);
    assert(transport !== null);
    const answer = writeUpAnswer({
      offer: offer.value,
      stereo: new Set(),
      ...this.#end(transport),
      sessionVersion: 1,
    });
    return { transport, answer };
  }

  /** A `down` transport, and the offer of these lines on it. */
  offer(lines: readonly DownLine[], handlers: Watch): { transport: Transport; offer: string } {
    const transport = this.factory.offering(handlers);
    assert(transport !== null);
    return { transport, offer: this.offerAgain(transport, lines, 1) };
  }

  /** A later offer on the same transport. */
  offerAgain(transport: Transport, lines: readonly DownLine[], sessionVersion: number): string {
    return writeDownOffer({ lines, ...this.#end(transport), sessionVersion });
  }

  #end(transport: Transport) {
    const candidates = [{ address: ADDRESS, port: this.port }];
    return { local: transport.local, candidates, sessionId: 1 };
  }
}

/** The other end of a `down` transport, from its answer. */
export function remoteOf(answer: string): RemoteTransport {
  const parsed = parseDownAnswer(answer);
  assert(parsed.ok);
  return parsed.value.transport;
}

/** Handlers that keep what they were told. */
export class Watch {
  /** "connected", "packet" and "closed", as they came. */
  readonly events: string[] = [];
  readonly packets: Buffer[] = [];
  readonly #connected = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<TransportClose>();
  #packet = Promise.withResolvers<Buffer>();

  get connected(): Promise<void> {
    return this.#connected.promise;
  }

  get closed(): Promise<TransportClose> {
    return this.#closed.promise;
  }

  /** The next packet. */
  get packet(): Promise<Buffer> {
    return this.#packet.promise;
  }

  readonly onConnected = (): void => {
    this.events.push("connected");
    this.#connected.resolve();
  };

  readonly onPacket = (data: Buffer): void => {
    this.events.push("packet");
    this.packets.push(data);
    const { resolve } = this.#packet;
    this.#packet = Promise.withResolvers();
    resolve(data);
  };

  readonly onClosed = (reason: TransportClose): void => {
    this.events.push("closed");
    this.#closed.resolve(reason);
  };
}

/** An RTP packet with `size` bytes of payload, each of them `fill`. */
export function rtp(header: { pt: number; sequence: number; ssrc: number }, fill = 1): Buffer {
  const packet = Buffer.alloc(12 + 50, fill);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(header.pt, 1);
  packet.writeUInt16BE(header.sequence, 2);
  packet.writeUInt32BE(header.sequence * 960, 4);
  packet.writeUInt32BE(header.ssrc, 8);
  return packet;
}
