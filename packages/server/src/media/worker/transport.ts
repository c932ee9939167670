import { randomBytes } from "node:crypto";
import {
  IceUdpMuxListener,
  PeerConnection,
  type RtcConfig,
  type Track,
  Video,
} from "node-datachannel";
import type { LocalTransport, RemoteTransport } from "../sdp/transport-parameters.ts";
import { makeCertificate } from "./certificate.ts";
import { guard } from "./guard.ts";
import { STAND_IN, standIn } from "./stand-in.ts";

/** "new": offered, and not answered yet. */
export type TransportState = "new" | "connecting" | "connected" | "closed";

/** Why a transport ended by itself: the other end closed it, or nothing more is heard of it. */
export type TransportClose = "remote" | "failed";

/**
 * What a packet met. "full": the socket took no more. "closed": nothing can be sent yet, or any more.
 * "refused": SRTP does not protect it, as its sequence number is too far behind.
 */
export type SendResult = "sent" | "full" | "closed" | "refused";

export type TransportHandlers = {
  /** RTP or RTCP, decrypted. The buffer may be kept: nobody else uses it. */
  onPacket(data: Buffer): void;
  /** Once, before the first packet: from now on packets can be sent. */
  onConnected(): void;
  /** Once, and nothing follows it. It does not come after `close`. */
  onClosed(reason: TransportClose): void;
};

export type TransportOptions = {
  readonly bindAddress: string;
  /** Of all transports together; see `checkPort`. */
  readonly port: number;
  /** Told what a handler threw, and what libdatachannel refused. It must not throw. */
  readonly onError: (error: unknown) => void;
};

/** How long packets that came before the end may wait; the runtime hands out 1,000 in each turn. */
const DRAIN_MS = 200;

/** Makes the ICE and DTLS-SRTP transports of one UDP port. */
export class TransportFactory {
  readonly #listener: IceUdpMuxListener;
  readonly #config: RtcConfig;
  readonly #fingerprint: string;
  readonly #onError: (error: unknown) => void;
  readonly #transports = new Set<Transport>();
  #closed = false;

  /**
   * Holds the port until `close`. Libjuice alone would bind it with the first transport and free it
   * with the last, and it ends the process when somebody else has it by then.
   *
   * @throws when the port cannot be bound
   */
  constructor({ bindAddress, port, onError }: TransportOptions) {
    this.#listener = new IceUdpMuxListener(port, bindAddress);
    this.#onError = onError;
    const { certificate, privateKey, fingerprint } = makeCertificate(Date.now());
    this.#fingerprint = fingerprint;
    this.#config = {
      iceServers: [],
      bindAddress,
      enableIceUdpMux: true,
      portRangeBegin: port,
      portRangeEnd: port,
      disableAutoNegotiation: true,
      certificatePemFile: certificate,
      keyPemFile: privateKey,
    };
  }

  /** How many transports are open. */
  get size(): number {
    return this.#transports.size;
  }

  /** To offer: our side is in `local`, and the answer goes to `answered`. Null after `close`. */
  offering(handlers: TransportHandlers): Transport | null {
    if (this.#closed) return null;
    const transport = new Transport(this.#config, this.#fingerprint, {
      handlers,
      onEnd: (ended) => this.#transports.delete(ended),
      onError: this.#onError,
    });
    this.#transports.add(transport);
    return transport;
  }

  /**
   * For an offer of the other end; our side of the answer is in `local`. Close the transport that it
   * replaces first: the old one gets the packets of its successor for 30 seconds otherwise.
   *
   * @returns null when libdatachannel refuses; `onError` is told why
   */
  accepting(remote: RemoteTransport, handlers: TransportHandlers): Transport | null {
    const transport = this.offering(handlers);
    if (transport === null || transport.answered(remote)) return transport;
    transport.close();
    return null;
  }

  /** Closes every transport and gives the port up. May be called again. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const transport of this.#transports) transport.close();
    this.#listener.stop();
  }
}

type Hooks = {
  readonly handlers: TransportHandlers;
  readonly onError: (error: unknown) => void;
  readonly onEnd: (transport: Transport) => void;
};

/** What libdatachannel has of a transport. A track that nobody refers to is collected and closes. */
type Pipe = { readonly connection: PeerConnection; readonly track: Track };

/** One ICE and DTLS-SRTP connection: RTP and RTCP packets of any SSRC go through, both ways. */
export class Transport {
  /** What the other end must know of ours. */
  readonly local: LocalTransport;
  readonly #config: RtcConfig;
  readonly #hooks: Hooks;
  /** Null until the other end is known. */
  #pipe: Pipe | null = null;
  #state: TransportState = "new";

  /** For `TransportFactory`. */
  constructor(config: RtcConfig, fingerprint: string, hooks: Hooks) {
    const [ufrag, pwd] = [randomBytes(6).toString("base64"), randomBytes(18).toString("base64")];
    this.local = { ufrag, pwd, fingerprint };
    this.#config = config;
    this.#hooks = hooks;
  }

  get state(): TransportState {
    return this.#state;
  }

  /**
   * Now the other end is known, and the connection comes about. Libdatachannel is told that the other
   * end offered, even when we did: had it offered itself, ICE and DTLS could be through before the
   * fingerprint that it compares with is set, and the connection would fail.
   *
   * @returns false when the other end was known already, or libdatachannel refuses
   */
  answered(remote: RemoteTransport): boolean {
    if (this.#state !== "new") return false;
    try {
      this.#pipe = this.#open(remote);
      this.#state = "connecting";
      return true;
    } catch (error) {
      this.#hooks.onError(error);
      return false;
    }
  }

  /** Sends RTP or RTCP. The packet is copied: the buffer may be used again at once. Never throws. */
  send(packet: Buffer): SendResult {
    if (this.#state !== "connected" || this.#pipe === null) return "closed";
    try {
      return this.#pipe.track.sendMessageBinary(packet) ? "sent" : "full";
    } catch {
      return this.#pipe.track.isOpen() ? "refused" : "closed";
    }
  }

  /** No handler is called any more. The other end is not told; a browser notices after seconds. */
  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#hooks.onEnd(this);
    if (this.#pipe !== null) closePipe(this.#pipe);
  }

  #open(remote: RemoteTransport): Pipe {
    const connection = new PeerConnection("", this.#config);
    const line = new Video(STAND_IN.mid, "SendRecv");
    line.addVP8Codec(STAND_IN.payloadType);
    const pipe = { connection, track: connection.addTrack(line) };
    this.#listen(pipe);
    try {
      describe(connection, this.local, remote);
      return pipe;
    } catch (error) {
      closePipe(pipe);
      throw error;
    }
  }

  /** All four are needed: the native objects live on until they have told that they are closed. */
  #listen({ connection, track }: Pipe): void {
    const { onError } = this.#hooks;
    connection.onStateChange(guard(onError, (state) => this.#changed(state)));
    track.onOpen(guard(onError, () => this.#connected()));
    track.onClosed(guard(onError, () => this.#ended("remote")));
    track.onMessage(guard(onError, (data) => this.#received(data)));
  }

  #connected(): void {
    if (this.#state !== "connecting") return;
    this.#state = "connected";
    this.#hooks.handlers.onConnected();
  }

  /** The first packet may be here before the track says that it is open. */
  #received(data: Buffer): void {
    this.#connected();
    if (this.#state === "connected") this.#hooks.handlers.onPacket(data);
  }

  #changed(state: string): void {
    if (state === "failed") this.#ended("failed");
    if (state === "disconnected" || state === "closed") this.#ended("remote");
  }

  #ended(reason: TransportClose): void {
    if (this.#state !== "connecting" && this.#state !== "connected") return;
    this.close();
    this.#hooks.handlers.onClosed(reason);
  }
}

/** In the wrong state setLocalDescription would not throw but end the process. */
function describe(
  connection: PeerConnection,
  local: LocalTransport,
  remote: RemoteTransport,
): void {
  connection.setRemoteDescription(standIn(remote), "offer");
  const state = connection.signalingState();
  if (state !== "have-remote-offer") throw new Error(`libdatachannel is in the state ${state}`);
  connection.setLocalDescription("answer", { iceUfrag: local.ufrag, icePwd: local.pwd });
}

/**
 * The track has to be closed too: its callbacks would stay otherwise, and with them the process. But
 * packets that wait for its callback then are never freed, so they are taken out before.
 */
function closePipe({ connection, track }: Pipe): void {
  connection.close();
  setTimeout(() => track.close(), DRAIN_MS);
}
