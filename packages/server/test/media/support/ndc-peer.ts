import assert from "node:assert/strict";
import { PeerConnection, type Track, Video } from "node-datachannel";
import { parseDescription } from "../../../src/media/sdp/description.ts";
import { readTransport } from "../../../src/media/sdp/remote-transport.ts";
import type { LocalTransport } from "../../../src/media/sdp/transport-parameters.ts";
import { STAND_IN, standIn } from "../../../src/media/worker/stand-in.ts";
import { clientAnswer, clientOffer, type OfferedSection } from "./client-sdp.ts";

export type { OfferedSection } from "./client-sdp.ts";

/** Waits for a packet. */
type Waiting = {
  readonly wants: (packet: Buffer) => boolean;
  readonly resolve: (packet: Buffer) => void;
};

/**
 * A client without a browser: it offers or answers as one would, sends raw RTP and RTCP, and keeps
 * what it gets. Its close is not seen by the server, since libdatachannel does not tell the other end.
 *
 * Libdatachannel is told that it offers, so that it leads in ICE as browsers do here.
 */
export class NdcPeer {
  /** The offer or the answer of this peer. */
  readonly description: string;
  /** Resolves when packets can be sent. */
  readonly connected: Promise<void>;
  /** Everything received so far. */
  readonly packets: Buffer[] = [];
  readonly #connection: PeerConnection;
  readonly #track: Track;
  readonly #waiting = new Set<Waiting>();
  #closed = false;

  /** Offers to send these, for an `up` connection; the answer goes to `accept`. */
  static offering(sections: readonly OfferedSection[]): NdcPeer {
    return new NdcPeer((own) => clientOffer(own, sections));
  }

  /**
   * Answers the server's offer of a `down` connection: all active lines are received. It begins to
   * connect a turn of the event loop later, when the server has had a chance to read the answer: until
   * then its packets are lost, and libjuice repeats them after half a second.
   */
  static answering(offer: string): NdcPeer {
    const peer = new NdcPeer((own) => clientAnswer(own, offer));
    setImmediate(() => peer.accept(offer));
    return peer;
  }

  private constructor(describe: (own: LocalTransport) => string) {
    this.#connection = new PeerConnection("", {
      iceServers: [],
      bindAddress: "127.0.0.1",
      disableAutoNegotiation: true,
    });
    const line = new Video(STAND_IN.mid, "SendRecv");
    line.addVP8Codec(STAND_IN.payloadType);
    this.#track = this.#connection.addTrack(line);
    const connected = Promise.withResolvers<void>();
    this.connected = connected.promise;
    this.#track.onOpen(connected.resolve);
    this.#track.onMessage((packet) => this.#receive(packet));
    // Without these two the native objects stay, and with them the process.
    this.#track.onClosed(() => undefined);
    this.#connection.onStateChange(() => undefined);
    this.#connection.setLocalDescription("offer");
    this.description = describe(this.#own);
  }

  /** The server's description: now the connection comes about. */
  accept(description: string): void {
    if (this.#closed) return;
    const remote = standIn(endOf(description)).replace("a=setup:passive", "a=setup:active");
    this.#connection.setRemoteDescription(remote, "answer");
    // Not before: DTLS could be through before libdatachannel has set the fingerprint.
    for (const candidate of new Set(description.match(/^a=candidate:.*$/gm))) {
      this.#connection.addRemoteCandidate(candidate, STAND_IN.mid);
    }
  }

  /** The answer to a later offer of the server on the same connection. */
  answer(offer: string): string {
    return clientAnswer(this.#own, offer);
  }

  /** Sends RTP or RTCP. */
  send(packet: Buffer): boolean {
    return this.#track.sendMessageBinary(packet);
  }

  /** The first packet from now on that is wanted. */
  next(wants: (packet: Buffer) => boolean = () => true): Promise<Buffer> {
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    this.#waiting.add({ wants, resolve });
    return promise;
  }

  close(): void {
    this.#closed = true;
    this.#track.close();
    this.#connection.close();
  }

  get #own(): LocalTransport {
    return endOf(this.#connection.localDescription()?.sdp ?? "");
  }

  #receive(packet: Buffer): void {
    this.packets.push(packet);
    for (const waiting of this.#waiting) {
      if (!waiting.wants(packet)) continue;
      this.#waiting.delete(waiting);
      waiting.resolve(packet);
    }
  }
}

/** The transport of the one whose description this is. */
function endOf(description: string): LocalTransport {
  const parsed = parseDescription(description);
  assert(parsed.ok);
  const [line] = parsed.value.media;
  assert(line !== undefined);
  const end = readTransport(parsed.value, line);
  assert(end !== null);
  return end;
}
