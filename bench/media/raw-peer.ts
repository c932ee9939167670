import { EventEmitter, once } from "node:events";
import ndc, { type PeerConnection, type Track } from "node-datachannel";
import { TRANSPORT_CC } from "./packets.ts";

/** The ICE and DTLS parameters of one side. */
export type Parameters = {
  readonly ufrag: string;
  readonly pwd: string;
  readonly fingerprint: string;
  readonly candidates: readonly string[];
};

/** ICE and DTLS parameters as the first of their lines in a session description gives them. */
export function parametersOf(sdp: string): Parameters {
  const find = (pattern: RegExp) => pattern.exec(sdp)?.[1]?.trim() ?? "";
  return {
    ufrag: find(/^a=ice-ufrag:(.+)$/m),
    pwd: find(/^a=ice-pwd:(.+)$/m),
    fingerprint: find(/^a=fingerprint:(.+)$/m),
    candidates: [...sdp.matchAll(/^a=(candidate:.+)$/gm)].map((match) => match[1]?.trim() ?? ""),
  };
}

/** A description with one video section, for libdatachannel, which then passes on all packets. */
function standIn(remote: Parameters, setup: "active" | "passive" | "actpass"): string {
  return lines([
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    "m=video 9 UDP/TLS/RTP/SAVPF 96",
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    "a=sendrecv",
    "a=rtcp-mux",
    "a=rtpmap:96 VP8/90000",
    ...transportLines(remote, setup),
  ]);
}

export function transportLines(own: Parameters, setup: string): string[] {
  return [
    `a=ice-ufrag:${own.ufrag}`,
    `a=ice-pwd:${own.pwd}`,
    `a=fingerprint:${own.fingerprint}`,
    `a=setup:${setup}`,
    ...own.candidates.map((candidate) => `a=${candidate}`),
  ];
}

export function lines(all: readonly string[]): string {
  return `${all.join("\r\n")}\r\n`;
}

/** The video section of a publisher: what both SFUs are offered. */
export function videoSection(own: Parameters, ssrc: number): string {
  return lines([
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    "a=msid-semantic: WMS *",
    "m=video 9 UDP/TLS/RTP/SAVPF 96",
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    "a=sendonly",
    "a=rtcp-mux",
    "a=rtpmap:96 VP8/90000",
    "a=rtcp-fb:96 nack",
    "a=rtcp-fb:96 nack pli",
    "a=rtcp-fb:96 ccm fir",
    "a=rtcp-fb:96 transport-cc",
    `a=extmap:${TRANSPORT_CC} http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01`,
    "a=msid:bench video",
    `a=ssrc:${ssrc} cname:bench`,
    ...transportLines(own, "actpass"),
  ]);
}

type Events = { packet: [Buffer]; state: [string] };

/** One end of an ICE and DTLS-SRTP pipe that sends and hands out RTP and RTCP as they are. */
export class RawPeer extends EventEmitter<Events> {
  readonly #pc: PeerConnection;
  #track: Track | null = null;

  private constructor(bindAddress: string) {
    super();
    this.#pc = new ndc.PeerConnection("bench", { iceServers: [], bindAddress });
    this.#pc.onStateChange((state) => this.emit("state", state));
    this.#pc.onTrack((track) => this.#use(track));
  }

  /** Begins; its own side is in `local`. */
  static async offering(bindAddress: string): Promise<{ peer: RawPeer; local: Parameters }> {
    const peer = new RawPeer(bindAddress);
    const video = new ndc.Video("0", "SendRecv");
    video.addVP8Codec(96);
    peer.#use(peer.#pc.addTrack(video));
    return { peer, local: await peer.#describe("offer") };
  }

  static async answering(
    bindAddress: string,
    remote: Parameters,
    setup: "active" | "actpass",
  ): Promise<{ peer: RawPeer; local: Parameters }> {
    const peer = new RawPeer(bindAddress);
    const described = peer.#gathered();
    peer.#pc.setRemoteDescription(standIn(remote, setup), "offer");
    return { peer, local: await described };
  }

  answered(remote: Parameters): void {
    this.#pc.setRemoteDescription(standIn(remote, "active"), "answer");
  }

  async connected(): Promise<void> {
    while (this.#pc.state() !== "connected") await once(this, "state");
    while (this.#track?.isOpen() !== true) await new Promise((done) => setImmediate(done));
  }

  send(packet: Buffer): boolean {
    return this.#track?.sendMessageBinary(packet) ?? false;
  }

  close(): void {
    this.#pc.close();
  }

  #use(track: Track): void {
    this.#track = track;
    track.onMessage((packet) => this.emit("packet", packet));
  }

  #describe(type: "offer"): Promise<Parameters> {
    const described = this.#gathered();
    this.#pc.setLocalDescription(type);
    return described;
  }

  #gathered(): Promise<Parameters> {
    return new Promise((resolve) => {
      this.#pc.onGatheringStateChange((state) => {
        if (state !== "complete") return;
        resolve(parametersOf(this.#pc.localDescription()?.sdp ?? ""));
      });
    });
  }
}
